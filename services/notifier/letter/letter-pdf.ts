// A letter as a PDF: letterhead, addressee, date, subject, paragraphs, signature. The only importer of pdfmake. What the
// letter says, and in which language, is not known here.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import pdfmake from 'pdfmake';

/** What stands on the page, all of it finished text. */
export type LetterPage = {
  language: string;
  organisation: string;
  /** Lines of the letterhead below the name. */
  sender: readonly string[];
  /** Who it is for; empty when that cannot be written. */
  addressee: string;
  /** Place and date. */
  dated: string;
  subject: string;
  paragraphs: readonly string[];
  signatory: readonly string[];
  /** At the foot of each page. */
  reference: string;
  /** The only time that the file knows: the same letter has the same bytes, whenever it is written. */
  createdAt: Date;
};

const require = createRequire(import.meta.url);
const fontFile = require.resolve('pdfmake/fonts/Roboto.js');
const fontFolder = dirname(fontFile);
pdfmake.setFonts(require(fontFile));
// Nothing is ever fetched, and nothing read but the fonts (S21).
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));

// What Roboto as pdfmake carries it has letters for: Latin, Greek, Cyrillic, and common signs.
const covered =
  /^[\n\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0486\u0488-\u0513\u1ea0-\u1ef9\u1e9e\u2010\u2011\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20a3\u20a4\u20a6-\u20ac\u20b1\u20b9\u20ba\u20bd\u2116\u2122]*$/u;

/** Whether all letters of a text can be shown; what cannot would stand there as boxes. */
export const canBeShown = (text: string): boolean => covered.test(text);

/** Thin and narrow spaces as plain ones, and a sign for what has no letter. */
const showable = (text: string): string =>
  [...text.normalize('NFC').replace(/[\u2000-\u200a\u202f\u205f]/g, '\u00a0')]
    .map((character) => (canBeShown(character) ? character : '\u25ca'))
    .join('');

const GREY = '#53625b';

/** Lays the letter out and gives its bytes. */
export function letterPdf(page: LetterPage): Promise<Buffer> {
  const { language, createdAt } = page;
  const line = (text: string) => ({ text: showable(text) });
  return pdfmake
    .createPdf({
      language,
      pageSize: 'A4',
      pageMargins: [71, 57, 71, 71],
      info: {
        title: showable(page.subject),
        author: showable(page.organisation),
        creationDate: createdAt,
        modDate: createdAt,
      },
      defaultStyle: { font: 'Roboto', fontSize: 11, lineHeight: 1.3 },
      content: [
        { text: showable(page.organisation), fontSize: 15, bold: true },
        { stack: page.sender.map(line), fontSize: 9, color: GREY, margin: [0, 2, 0, 0] },
        { ...line(page.addressee || ' '), margin: [0, 48, 0, 0] },
        { ...line(page.dated), alignment: 'right', margin: [0, 36, 0, 0] },
        { ...line(page.subject), bold: true, margin: [0, 24, 0, 12] },
        ...page.paragraphs.map((text) => ({
          ...line(text),
          margin: [0, 0, 0, 10] as [number, number, number, number],
        })),
        { stack: page.signatory.map(line), margin: [0, 42, 0, 0], unbreakable: true },
      ],
      footer: { text: showable(page.reference), fontSize: 8, color: GREY, margin: [71, 24, 71, 0] },
    })
    .getBuffer();
}
