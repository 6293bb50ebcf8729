import { Failure } from '../api/codes/failure';

/**
 * A failure as a value, for callers that decide what to do about it. Whatever else is thrown
 * passes through: it is none of theirs.
 */
export async function attempt<T>(work: Promise<T>): Promise<T | Failure> {
	return await work.catch(
		async (error: unknown) =>
			await (error instanceof Failure ? Promise.resolve(error) : Promise.reject(error)),
	);
}
