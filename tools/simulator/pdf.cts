/**
 * A small valid PDF of one page with one line of text.
 *
 * @param line ASCII
 * @param size in bytes, reached with a comment after the end
 */
export function createPdf(line: string, size = 0): Buffer {
	const text = line.replace(/[\\()]/g, '\\$&');
	const content = `BT /F1 18 Tf 72 760 Td (${text}) Tj ET`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ' +
			'/Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	];
	let body = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = body.length;
		body += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return offset;
	});
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
	const start = body.length;
	body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table.join('')}`;
	body += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n`;
	body += `startxref\n${start}\n%%EOF\n`;
	return Buffer.from(body.length < size ? `${body}%${' '.repeat(size - body.length - 1)}` : body);
}
