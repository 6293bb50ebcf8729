import type { ServerResponse } from 'node:http';

const MB = 1024 * 1024;

/** Answers with blanks, then an empty list, as long as the client reads. */
export function pour(response: ServerResponse, megabytes: number): void {
	const chunk = Buffer.alloc(MB, ' ');
	let left = megabytes;
	const write = () => {
		while (left-- > 0) {
			if (!response.write(chunk)) {
				response.once('drain', write);
				return;
			}
		}
		response.end('{"code":0,"data":[]}');
	};
	response.writeHead(200, { 'content-type': 'application/json' });
	write();
}
