export = loadOnce?.('reflect-metadata');
