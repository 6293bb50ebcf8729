import type { Page } from 'playwright-core';

/** @param id test ID of a part of n8n's editor */
export const test = (id: string) => `[data-test-id="${id}"]`;

/** n8n's editor, as a user sees it. */
export class EditorPage {
	page: Page;
	url: string;

	constructor(page: Page, url: string) {
		this.page = page;
		this.url = url;
	}

	async signIn({ email, password }: { email: string; password: string }) {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(email);
		await this.page.locator('input[type="password"]').fill(password);
		await this.page.locator(test('form-submit-button')).click();
		await this.page.waitForURL(/\/(home|workflow)/);
	}

	async openWorkflow(id: string) {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.locator(test('canvas-node')).first().waitFor();
		await this.settle();
	}

	/** Waits until animations are over and nothing is loading. */
	async settle(ms = 600) {
		await this.page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
		await this.page.waitForTimeout(ms);
	}

	/** @param name of a node on the canvas */
	canvasNode(name: string) {
		return this.page.locator(`${test('canvas-node')}[data-node-name="${name}"]`);
	}

	/** @returns the labels of its outputs */
	async outputLabels(name: string): Promise<string[]> {
		const handles = this.canvasNode(name).locator(test('canvas-node-output-handle'));
		const labels = await handles.allInnerTexts();
		return labels.map((label) => label.trim()).filter(Boolean);
	}

	/** @returns the names that the nodes panel offers */
	async searchNodes(term: string): Promise<string[]> {
		await this.page.locator(test('node-creator-plus-button')).first().click();
		await this.page.locator(test('node-creator-search-bar')).first().waitFor();
		await this.page.keyboard.type(term);
		return await this.namesFound();
	}

	/** The same for another term while the panel is open. */
	async searchNodesAgain(term: string): Promise<string[]> {
		await this.page.keyboard.press('ControlOrMeta+A');
		await this.page.keyboard.type(term);
		return await this.namesFound();
	}

	private async namesFound(): Promise<string[]> {
		const names = this.page.locator(test('node-creator-item-name'));
		await this.page.waitForTimeout(700);
		await names.first().waitFor();
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	/** Opens an entry of the nodes panel. */
	async openNodeChoice(name: string) {
		await this.page.locator(test('node-creator-item-name'), { hasText: name }).first().click();
		await this.page.waitForTimeout(700);
		return this.page.locator(test('node-creator')).innerText();
	}

	async openNode(name: string) {
		await this.canvasNode(name).dblclick();
		await this.page.locator(test('node-parameters')).waitFor();
		await this.settle();
	}

	async closeNode() {
		// It had a different name before n8n 2.
		const close = [test('ndv-close-button'), test('back-to-canvas')].join(', ');
		await this.page.locator(close).first().click();
		await this.page.locator(test('node-parameters')).waitFor({ state: 'detached' });
	}

	/** Opens the list of a parameter and reads it. */
	async list(parameter: string, search?: string): Promise<string[]> {
		const filled = this.page.waitForResponse(/resource-locator-results/);
		const box = this.page.locator(`${test('rlc-search')}:visible`);
		if ((await box.count()) === 0) {
			const field = this.page.locator(test(`resource-locator-${parameter}`));
			await field.locator(test('rlc-input')).click();
		}
		if (search !== undefined) {
			await box.first().click();
			await this.page.keyboard.type(search);
		}
		await filled;
		await this.page.waitForTimeout(500);
		const items = this.page.locator(`${test('rlc-item')}:visible`);
		await items.first().waitFor();
		return (await items.allInnerTexts()).map((text) => text.trim());
	}

	/** Selects an entry of the open list. */
	async choose(label: string) {
		const items = this.page.locator(`${test('rlc-item')}:visible`);
		await items.filter({ hasText: label }).first().click();
		await this.settle(300);
	}

	/** The label on the connection between two nodes. */
	async itemsBetween(from: string, to: string) {
		const label = this.page.locator(
			`${test('edge-label')}[data-source-node-name="${from}"][data-target-node-name="${to}"]`,
		);
		return (await label.innerText()).trim();
	}

	/** Runs the open workflow and waits for its end. */
	async runWorkflow() {
		await this.page.locator(test('execute-workflow-button')).click();
		const done = this.page.locator('.el-notification, [role="alert"]', {
			hasText: /Workflow executed|executed successfully|Problem in/i,
		});
		await done.first().waitFor({ timeout: 60_000 });
		await this.settle(300);
	}

	/** @param id of a saved credential */
	async openCredential(id: string) {
		await this.page.goto(`${this.url}/home/credentials/${id}`);
		await this.page.locator(test('credential-edit-dialog')).waitFor();
		await this.settle();
	}

	/** @returns the text of the open credential, line by line */
	async credentialLines(): Promise<string[]> {
		const text = await this.page.locator(test('node-credentials-config-container')).innerText();
		return text.split('\n').map((line) => line.replace(/\*$/, '').trim());
	}

	async fillCredential(field: string, value: string) {
		const input = this.page.locator(`${test(`parameter-input-${field}`)} input`);
		await input.click();
		await input.fill(value);
	}

	/** Saves the credential, which also tests it, and reads the banner. */
	async saveCredential() {
		const tested = this.page.waitForResponse(/\/rest\/credentials\/test/);
		await this.page.locator(test('credential-save-button')).click();
		await tested;
		await this.settle();
		return this.credentialVerdict();
	}

	/** The text above the fields. */
	async credentialVerdict(): Promise<string> {
		const more = this.page.getByText('More details', { exact: true });
		if (await more.isVisible()) await more.click();
		await this.page.waitForTimeout(300);
		const lines = await this.credentialLines();
		return lines.slice(0, lines.indexOf('Phone Number')).join('\n');
	}
}
