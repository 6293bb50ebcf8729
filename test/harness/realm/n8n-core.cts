export = loadOnce?.('n8n-core');
