// Makes HTML of strangers harmless: an allow-list of plain elements, three kinds of links, no pictures from outside. Runs in
// the worker; gate.ts checks what comes out of it once more. The only importer of sanitize-html.
import sanitizeHtml from 'sanitize-html';
import { partOf } from './parts.ts';
import { safeStyle } from './styles.ts';

/** Pictures that came with a mail, as data URLs by Content-ID. */
export type OwnImages = ReadonlyMap<string, string>;

/** What was left out, for the reader to know. */
export type LeftOut = {
  /** Pictures that the mail wanted to load from outside: each would tell its sender that it is read, when and where (S20). */
  remoteImages: number;
};

/** HTML is cut here: beyond it is the original. */
export const HTML_CHARS_MAX = 1_000_000;
const NESTING_MAX = 80;
const HREF_CHARS_MAX = 2_000;
const TITLE_CHARS_MAX = 300;
const DATA_IMAGE_CHARS_MAX = 3_000_000;

/** Elements that may be shown: none holds raw text, none is foreign (svg, math), none loads or sends anything. */
export const shownTags: readonly string[] = [
  ...[
    'a',
    'abbr',
    'b',
    'bdi',
    'blockquote',
    'br',
    'caption',
    'code',
    'dd',
    'del',
    'div',
    'dl',
    'dt',
  ],
  ...[
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'i',
    'img',
    'ins',
    'kbd',
    'li',
    'ol',
    'p',
    'pre',
  ],
  ...['q', 's', 'small', 'span', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th'],
  ...['thead', 'tr', 'u', 'ul'],
];
const renamed: Record<string, string> = { center: 'div', font: 'span', strike: 's', big: 'span' };

/** Elements whose content is no text for readers, or is read differently by parsers (CVE-2026-44990: xmp). */
const HIDDEN = 'x-hidden';
const nonTextTags = [
  ...['script', 'style', 'textarea', 'option', 'select', 'xmp', 'noscript', 'noembed', 'noframes'],
  ...[
    'iframe',
    'object',
    'embed',
    'applet',
    'plaintext',
    'title',
    'template',
    'svg',
    'math',
    'head',
  ],
  ...['audio', 'video', 'canvas', 'datalist', 'listing', 'frameset', 'portal', HIDDEN],
];

const hiddenStyle = /(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/i;
const dataImage = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;

type Attributes = Record<string, string>;

function link({ href = '' }: Attributes): Attributes {
  // Browsers skip tabs and line ends within an address.
  const address = href.replace(/[\u0000-\u0020\u007f-\u009f]+/g, '').slice(0, HREF_CHARS_MAX);
  if (!/^(?:https?:\/\/|mailto:)[^"'<>`\\]+$/i.test(address)) return {};
  return {
    href: address,
    // Where it truly leads, whatever its text says.
    title: address.slice(0, TITLE_CHARS_MAX),
    target: '_blank',
    rel: 'noopener noreferrer nofollow',
  };
}

function picture({ src = '', alt = '' }: Attributes, own: OwnImages, left: LeftOut): Attributes {
  const given = src.trim();
  const shown = { alt: alt.slice(0, TITLE_CHARS_MAX) };
  if (/^cid:/i.test(given)) {
    const found = own.get(given.slice(4).toLowerCase());
    return found ? { ...shown, src: found } : shown;
  }
  const compact = given.length <= DATA_IMAGE_CHARS_MAX ? given.replace(/\s+/g, '') : '';
  if (dataImage.test(compact)) return { ...shown, src: compact };
  if (given !== '') left.remoteImages++;
  return shown;
}

const spans = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    ['colspan', 'rowspan'].flatMap((name) => {
      const value = attributes[name] ?? '';
      return /^\d{1,2}$/.test(value) ? [[name, value]] : [];
    }),
  );

function common(attributes: Attributes): Attributes {
  const style = safeStyle(attributes.style ?? '', attributes.align ?? '');
  const dir = (attributes.dir ?? '').toLowerCase();
  return {
    ...(style ? { style } : {}),
    ...(dir === 'ltr' || dir === 'rtl' ? { dir } : {}),
  };
}

/** What is kept of an element, made anew: nothing of what came is passed on as it was. */
function shownAs(tagName: string, attribs: Attributes, own: OwnImages, left: LeftOut) {
  if (hiddenStyle.test(attribs.style ?? '')) return { tagName: HIDDEN, attribs: {} };
  const name = renamed[tagName] ?? tagName;
  const part = partOf(name, attribs);
  const kept: Attributes = { ...common(attribs), ...(part ? { 'data-part': part } : {}) };
  if (name === 'a') Object.assign(kept, link(attribs));
  else if (name === 'img') Object.assign(kept, picture(attribs, own, left));
  else if (name === 'td' || name === 'th') Object.assign(kept, spans(attribs));
  return { tagName: name, attribs: kept };
}

/**
 * The harmless part of some HTML, with the parts that are quoted or signatures marked by `data-part`. `own` are pictures that
 * came with it.
 */
export function sanitise(html: string, own: OwnImages): { html: string; left: LeftOut } {
  const left: LeftOut = { remoteImages: 0 };
  const shown = sanitizeHtml(html.slice(0, HTML_CHARS_MAX), {
    allowedTags: [...shownTags],
    disallowedTagsMode: 'discard',
    nonTextTags,
    nestingLimit: NESTING_MAX,
    enforceHtmlBoundary: false,
    parseStyleAttributes: false,
    allowedAttributes: {
      '*': ['style', 'dir', 'data-part'],
      a: ['href', 'title', 'target', 'rel'],
      img: ['src', 'alt'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
    },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    transformTags: { '*': (name, attribs) => shownAs(name, attribs, own, left) },
  });
  return { html: shown, left };
}
