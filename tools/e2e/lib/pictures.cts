import { join } from 'node:path';
import { test } from './editor-page.cts';
import type { Locator, Page } from 'playwright-core';

/** Passing elements of the editor that would hide the subject of a picture. */
const HIDDEN = [
	'.el-notification',
	test('floating-nodes'),
	test('panel-drag-button'),
	test('canvas-handle-plus-wrapper'),
];
const STYLE = `${HIDDEN.join(', ')} { display: none !important; }`;

/** Takes the pictures of the README. */
export class Pictures {
	folder: string;

	constructor(folder: string) {
		this.folder = folder;
	}

	/**
	 * @param options selectors: only `part` is shown, down to `until`, or everything that matches `around`;
	 *   `size`: of the window
	 */
	async take(
		page: Page,
		name: string,
		{
			part,
			until,
			around,
			size,
		}: { part?: string; until?: string; around?: string; size?: [number, number] } = {},
	) {
		const before = page.viewportSize();
		if (size) {
			await page.setViewportSize({ width: size[0], height: size[1] });
			await page.waitForTimeout(700);
		}
		const path = join(this.folder, name);
		const options = { path, style: STYLE };
		if (part && until) await page.screenshot({ ...options, clip: await upTo(page, part, until) });
		else if (part) await page.locator(part).last().screenshot(options);
		else if (around) await page.screenshot({ ...options, clip: await frame(page, around) });
		else await page.screenshot(options);
		if (size && before) await page.setViewportSize(before);
	}
}

const MARGIN = 60;

/** The smallest rectangle around all matches, and a margin. */
async function frame(page: Page, selector: string) {
	const found = await page.locator(selector).all();
	const boxes = (await Promise.all(found.map((each) => each.boundingBox()))).filter(
		(box) => box !== null,
	);
	const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
	const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
	const right = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN;
	const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN;
	const window = page.viewportSize() ?? { width: right, height: bottom };
	const x = Math.max(0, left);
	const y = Math.max(0, top);
	return {
		x,
		y,
		width: Math.min(window.width, right) - x,
		height: Math.min(window.height, bottom) - y,
	};
}

/** The part, cut off below an element in it. */
async function upTo(page: Page, part: string, until: string) {
	const whole = await boxOf(page.locator(part).last());
	const last = await boxOf(page.locator(until).last());
	return { ...whole, height: last.y + last.height + MARGIN / 2 - whole.y };
}

async function boxOf(part: Locator) {
	const box = await part.boundingBox();
	if (box === null) throw new Error('The part for a picture is not visible');
	return box;
}
