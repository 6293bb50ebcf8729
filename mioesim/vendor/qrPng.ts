import { encode as encodePng } from 'fast-png';
import { encode as encodeQr } from 'uqr';

/** Width of the white border that scanners need, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** One bit per pixel and eight pixels per module: a module is one byte of the image. */
const PIXELS_PER_MODULE = 8;
const WHITE = 0xff;
const BLACK = 0x00;

/** @returns a PNG, black on white, of a QR code that survives 15 % damage (level M) */
export function qrPng(content: string): Uint8Array {
	const { data: modules, size } = encodeQr(content, { ecc: 'M', border: QUIET_ZONE });
	const width = size * PIXELS_PER_MODULE;
	const data = new Uint8Array(size * width);
	for (let y = 0; y < width; y++) {
		const row = modules[Math.floor(y / PIXELS_PER_MODULE)];
		for (let x = 0; x < size; x++) data[y * size + x] = row[x] ? BLACK : WHITE;
	}
	return encodePng({ width, height: width, data, channels: 1, depth: 1 });
}
