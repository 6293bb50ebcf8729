export = loadOnce?.('fast-check');
