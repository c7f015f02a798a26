// The formal apology as a PDF: in each language, from any name, the same bytes each time.
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import { createRenderer } from '../render.ts';
import { createLetterWriter, type Letter, letterOf } from './letter.ts';
import { canBeShown } from './letter-pdf.ts';

const policy = loadPolicy({
  organisation: 'Example & Söhne',
  timeZone: 'America/New_York',
  letter: {
    sender: ['1 Main Street', 'New York'],
    place: 'New York',
    signatory: 'Dora Diaz',
    signatoryTitle: 'Manager',
  },
});
const renderer = createRenderer(policy);
const write = createLetterWriter(renderer, policy);
const letter: Letter = {
  reference: 'C-7K3M-9QXD',
  remedyLabel: 'Formal apology letter',
  customerName: 'Łucja Ångström',
  // Still the day before in New York.
  datedAt: '2026-11-24T03:00:00.000Z',
};

/** The glyph numbers that the pages draw, and what each stands for by the fonts' own tables (ToUnicode). */
function textOf(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(
    ([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    },
  );
  // One table a font; both fonts are read in the order of the pages' use, which is enough to find words.
  const tables = streams.filter((stream) => stream.includes('begincmap'));
  const maps = tables.map((table) => {
    const ranges = [...table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)];
    return new Map(
      ranges.flatMap(([, from = '', list = '']) =>
        [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, units = ''], index) => [
          (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0'),
          Buffer.from(units.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
        ]),
      ) as [string, string][],
    );
  });
  const drawn = streams.filter((stream) => / Tj|TJ/.test(stream)).join('\n');
  return maps
    .map((map) =>
      [...drawn.matchAll(/<([0-9a-f]+)>/g)]
        .flatMap(([, glyphs = '']) => glyphs.match(/.{4}/g) ?? [])
        .map((glyph) => map.get(glyph) ?? '')
        .join(''),
    )
    .join('\n');
}

test.each(['en', 'de', 'es', 'fr'])('R38 the letter is written in %s', async (locale) => {
  const pdf = await write(letter, locale);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1')).toContain(`/Lang (${locale})`);
  const text = textOf(pdf).replaceAll('\u00a0', ' ');
  for (const part of [
    'Example & Söhne',
    '1 Main Street',
    'Łucja Ångström',
    'C-7K3M-9QXD',
    'Dora Diaz',
  ])
    expect(text).toContain(part);
  expect(renderer.renderLetter({ ...letter, customerName: '' }, locale).paragraphs.length).toBe(5);
});

test('R38 it is dated by its approval, on the organisation’s clock and in the customer’s language', () => {
  const dateIn = (locale: string) =>
    renderer.renderLetter({ ...letter, customerName: '' }, locale).date;
  expect(['en', 'de', 'es', 'fr'].map(dateIn)).toEqual([
    '23 November 2026',
    '23. November 2026',
    '23 de noviembre de 2026',
    '23 novembre 2026',
  ]);
});

test('R38 the same letter has the same bytes; another one has others', async () => {
  const [one, two, other] = await Promise.all([
    write(letter, 'en'),
    createLetterWriter(createRenderer(policy), policy)({ ...letter }, 'en'),
    write({ ...letter, customerName: 'Ann' }, 'en'),
  ]);
  expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
});

test.each([
  ['山田太郎'],
  ['محمد'],
  ['נועה'],
  ['Κώστας'],
  ['Дмитрий'],
  ['\u202ereversed'],
  ['Ann\r\nBcc: all@example.com'],
  ['Buy at https://evil.example'],
  ['{{organisation}}'],
  ['\u{1f600} Smile'],
  ['x'.repeat(5_000)],
])('R38 S19 S37 any name makes a letter: %j', async (customerName) => {
  const text = textOf(await write({ ...letter, customerName }, 'en')).replaceAll('\u00a0', ' ');
  const isShown = /^(Κώστας|Дмитрий|reversed)$/.test(customerName.replace('\u202e', ''));
  if (isShown) expect(text).toContain(`Dear ${customerName.replace('\u202e', '')},`);
  for (const bad of ['Bcc', 'evil', '{{', '\u202e']) expect(text).not.toContain(bad);
});

test('a letterhead in letters that the font lacks breaks nothing', async () => {
  const japanese = loadPolicy({ organisation: '株式会社 Example', letter: { sender: ['東京'] } });
  const pdf = await createLetterWriter(createRenderer(japanese), japanese)(letter, 'en');
  expect(textOf(pdf)).toContain('Example');
  expect(canBeShown('東京')).toBe(false);
});

test('R38 an amount that goes with it is written as the language writes it', async () => {
  const text = textOf(
    await write({ ...letter, remedyLabel: 'Gutschrift', amount: '1234.50', currency: 'EUR' }, 'de'),
  );
  expect(text.replaceAll('\u00a0', ' ')).toContain('Gutschrift, 1.234,50 €');
});

test('only a compensation with a date carries a letter', () => {
  const request = {
    purpose: 'compensation',
    reference: 'C-7K3M-9QXD',
    values: { remedyLabel: 'x', letterDate: letter.datedAt },
    recipient: { name: 'Ann', party: 'customer' },
  } as never as Parameters<typeof letterOf>[0];
  expect(letterOf(request)).toMatchObject({ reference: 'C-7K3M-9QXD', datedAt: letter.datedAt });
  expect(letterOf({ ...request, values: { remedyLabel: 'x' } })).toBeUndefined();
  expect(letterOf({ ...request, purpose: 'update' })).toBeUndefined();
});
