import type { IExecuteFunctions } from 'n8n-workflow';

import { claimStoreOf, portOf, type NodeContext } from '../../../dist/nodes/shared/port';
import { soon } from '../../harness/scriptedClock.cts';

/** What the port asks of n8n. How the library uses it is tested with the client. */

it('a trigger has no stop button', () => {
	expect(portOf({} as NodeContext).stop).toBeUndefined();
});

it('n8n keeps claims for this node of a saved workflow, and is asked again if it fails', async () => {
	const asked: unknown[][] = [];
	const keep = async (...given: unknown[]) => {
		if (asked.push(given) === 1) throw new Error('x');
		return await Promise.resolve({ processed: [1] });
	};
	const storeOf = (id?: string) => {
		const is = { getWorkflow: () => ({ id }), getNode: () => ({ id: 'N' }) };
		const helpers = { checkProcessedAndRecord: keep, removeProcessed: keep };
		return claimStoreOf({ ...is, helpers } as unknown as IExecuteFunctions);
	};
	expect([storeOf(), storeOf('W')?.name]).toEqual([null, 'W N']);
	expect(await storeOf('W')?.record(['a'])).toEqual(['1']);
	await storeOf('W')?.remove(['a']);
	expect(asked.map(([, scope]) => scope)).toEqual(['node', 'node', 'node']);
});

describe('n8n’s own verdict on the address of a file, in versions that have one', () => {
	const address = new URL('https://files.example.com/a.pdf');
	const running = new AbortController().signal;
	type Filter = (mode: string) => { validateUrl(url: URL): Promise<unknown> } | undefined;

	const fetching = async (getSecureEgressFilter?: Filter, end = running, mayBeInside = false) => {
		const helpers = {
			getSecureEgressFilter,
			httpRequest: async () => await Promise.resolve('file'),
		};
		const port = portOf({ helpers } as unknown as NodeContext);
		return await port.fetchFile(address, { timeoutMs: 1000, end }, mayBeInside);
	};
	const judged = async (verdict: unknown) =>
		await fetching(() => ({ validateUrl: async () => await Promise.resolve(verdict) }));
	const refusedBy = (name: string) => ({
		ok: false,
		error: Object.assign(new Error('x'), { name }),
	});

	it('an address that n8n blocks is not asked', async () => {
		expect(await judged(refusedBy('SsrfBlockedIpError'))).toBeNull();
	});

	it('an address that n8n allows or cannot judge is: a proxy may know the name', async () => {
		const unknown = Promise.reject(new Error('x'));
		for (const verdict of [
			{ ok: true },
			refusedBy('DnsLookupError'),
			refusedBy('NoSsrfError'),
			unknown,
		]) {
			expect(await judged(verdict)).toBe('file');
		}
		for (const filter of [undefined, () => undefined]) expect(await fetching(filter)).toBe('file');
	});

	it('n8n applies its rules even if the server does not enforce them for every node', async () => {
		const asked: unknown[] = [];
		const filter: Filter = (mode) => {
			asked.push(mode);
			return { validateUrl: async (url) => await Promise.resolve({ ok: asked.push(url) > 0 }) };
		};
		await fetching(filter);
		expect(asked).toEqual(['enforced', address]);
		await fetching(filter, running, true);
		expect(asked).toHaveLength(2);
	});

	it('a name server that never answers does not hold up a stopped execution', async () => {
		const silent = async () => await new Promise(() => {});
		const fetched = fetching(() => ({ validateUrl: silent }), AbortSignal.abort());
		expect(await soon(fetched)).toBe('file');
	});
});
