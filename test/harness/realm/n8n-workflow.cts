export = loadOnce?.('n8n-workflow');
