// Small real files that people attach: a picture, a document, a text. Made from their names; nothing is read from disk.
import { crc32, deflateSync } from 'node:zlib';
import { createChance } from './chance.ts';

export type Attachment = { filename: string; contentType: string; content: Buffer };

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** A picture of 96 × 64 pixels: a blurred something with a crack, another one for each name (PNG, RFC 2083). */
function picture(name: string): Buffer {
  const [width, height] = [96, 64];
  const chance = createChance(3, name);
  const colour = [chance.between(60, 220), chance.between(60, 220), chance.between(60, 220)];
  const slope = chance.between(-1, 1);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) {
      const near = 1 - Math.hypot(x - width / 2, y - height / 2) / width;
      const crack = Math.abs(y - height / 2 - slope * (x - width / 2)) < 1.2;
      for (const [index, base] of colour.entries())
        row[1 + x * 3 + index] = crack ? 30 : Math.min(255, base * near + 40);
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, red green blue.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A page with one line of text (PDF 1.4), with a true cross-reference table. */
function page(name: string): Buffer {
  const line = `BT /F1 18 Tf 60 760 Td (${name.replace(/[^\w .-]/g, '')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${line.length} >>\nstream\n${line}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length;
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** The file of that name. */
export function attachmentOf(filename: string): Attachment {
  if (filename.endsWith('.png'))
    return { filename, contentType: 'image/png', content: picture(filename) };
  if (filename.endsWith('.pdf'))
    return { filename, contentType: 'application/pdf', content: page(filename) };
  const text = `Notes of what happened, kept as ${filename}.\nFirst call: nobody answered.\nSecond call: cut off after ten minutes.\n`;
  return { filename, contentType: 'text/plain; charset=utf-8', content: Buffer.from(text) };
}
