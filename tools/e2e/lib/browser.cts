import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Page } from 'playwright-core';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** @returns the path of Chromium on this machine */
function findChromium(): string {
	const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
	const onPath = (process.env.PATH ?? '')
		.split(delimiter)
		.flatMap((dir) => names.map((name) => join(dir, name)));
	const found = [process.env.CHROMIUM, ...onPath].find((file) => file && existsSync(file));
	if (!found) {
		throw new Error('No Chromium found: install one (Debian: chromium) or set CHROMIUM');
	}
	return found;
}

export async function openBrowser({
	width = 1400,
	height = 860,
}: { width?: number; height?: number } = {}): Promise<{ page: Page; close: () => Promise<void> }> {
	const { chromium } = await import('playwright-core');
	const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
	const context = await browser.newContext({
		// n8n ignores approvals by bots, and takes a headless browser for one.
		userAgent: `Mozilla/5.0 (X11; Linux x64) Chrome/${browser.version()} Safari/537.36`,
		viewport: { width, height },
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	return { page, close: () => browser.close() };
}
