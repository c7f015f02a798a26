// A screenshot as a PNG with a palette: a page has few colours, and a third of the bytes shows the same.
import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';

const COLOURS_MAX = 256;
/** Colours nearer to each other than this (0 to 255 a channel, squared) become one. */
const ALIKE = 27;

type Colour = readonly [red: number, green: number, blue: number];

const colourOf = (value: number): Colour => [value >> 16, (value >> 8) & 255, value & 255];

const distance = (one: Colour, other: Colour): number =>
  (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;

/** The most frequent colours that differ, at most 256, and which of them stands for each value (0xRRGGBB). */
function paletteOf(values: Uint32Array): { palette: Colour[]; indexOf: Map<number, number> } {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const palette: Colour[] = [];
  const indexOf = new Map<number, number>();
  for (const [value] of [...counts].sort((a, b) => b[1] - a[1])) {
    const colour = colourOf(value);
    const far = palette.map((other) => distance(colour, other));
    const nearest = Math.min(...far);
    const isOwn = palette.length < COLOURS_MAX && nearest >= ALIKE;
    indexOf.set(value, isOwn ? palette.push(colour) - 1 : far.indexOf(nearest));
  }
  return { palette, indexOf };
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Encodes pixels row by row (PNG, third edition: colour type 3, depth 8, no filter). */
export function encodePalette(values: Uint32Array, width: number): Buffer {
  const height = values.length / width;
  const { palette, indexOf } = paletteOf(values);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width + 1));
  for (const [at, value] of values.entries())
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = indexOf.get(value) ?? 0;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// Runs in the browser, which can read a PNG; given as text, since these tests know no types of a document.
const readPixels = `async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: image.width, height: image.height });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return { width: image.width, bytes: btoa(text) };
}`;

/** The same picture with a palette. Colours are opaque, as in screenshots. */
export async function withPalette(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const source = JSON.stringify(`data:image/png;base64,${png.toString('base64')}`);
  const read = (await page.evaluate(`(${readPixels})(${source})`)) as {
    width: number;
    bytes: string;
  };
  await page.close();
  const bytes = Buffer.from(read.bytes, 'base64');
  const values = new Uint32Array(bytes.length / 4);
  for (const at of values.keys()) values[at] = bytes.readUInt32BE(at * 4) >>> 8;
  return encodePalette(values, read.width);
}
