import { BoundedMap } from '../../../dist/mioesim/client/memory';

const letters = (map: BoundedMap<string, number>) =>
	['a', 'b', 'c', 'd'].filter((key) => map.get(key) !== undefined).join('');

it('when it is full, drops the entry that was used least recently', () => {
	const map = new BoundedMap<string, number>(2);
	map.set('a', 1);
	map.set('b', 2);
	expect([map.get('a'), map.get('b')]).toEqual([1, 2]);
	map.get('a');
	map.set('c', 3);
	expect(letters(map)).toBe('ac');
	map.set('a', 4);
	map.set('d', 5);
	expect(letters(map)).toBe('ad');
	expect(map.get('a')).toBe(4);
});

it('loses no entry if a missing one is requested', () => {
	const map = new BoundedMap<string, number>(1);
	map.set('a', 1);
	expect(map.get('b')).toBeUndefined();
	expect(map.get('a')).toBe(1);
});

it('has room again after an entry was deleted', () => {
	const map = new BoundedMap<string, number>(2);
	map.set('a', 1);
	map.set('b', 2);
	map.delete('b');
	map.set('c', 3);
	expect(letters(map)).toBe('ac');
});
