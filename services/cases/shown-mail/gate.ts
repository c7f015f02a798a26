// The second look at sanitised HTML, and the folding of its parts: reads it token by token, writes anew what is known to be
// harmless, escapes all else. It trusts nothing of sanitise.ts: what slips through there ends here as text.
import { parts } from './parts.ts';
import { shownTags } from './sanitise.ts';
import { isSafeStyle } from './styles.ts';

const voidTags = ['br', 'hr', 'img'];
/** Deeper than this is shown flat. */
const DEPTH_MAX = 100;

// Attribute values as they stand, entities and all: quotes and angle brackets are never in them.
const tag = /<(\/?)([a-z][a-z0-9]{0,9})((?: [a-z-]{1,12}="[^"<>]*")*) ?\/?>/y;
const attribute = / ([a-z-]{1,12})="([^"<>]*)"/g;

const href = /^(?:https?:\/\/|mailto:)[^\s"'<>`\\]+$/i;
const image = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;
const number = /^\d{1,2}$/;

const isGood: Record<string, (value: string) => boolean> = {
  style: isSafeStyle,
  dir: (value) => value === 'ltr' || value === 'rtl',
  href: (value) => href.test(value),
  title: () => true,
  alt: () => true,
  src: (value) => image.test(value),
  colspan: (value) => number.test(value),
  rowspan: (value) => number.test(value),
};

function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(attribute)) found.set(name, value);
  return found;
}

function written(name: string, given: Map<string, string>): string {
  const kept = [...given].filter(
    ([key, value]) => Object.hasOwn(isGood, key) && isGood[key]?.(value),
  );
  const fixed =
    name === 'a' && given.has('href') ? ' target="_blank" rel="noopener noreferrer nofollow"' : '';
  return kept.map(([key, value]) => ` ${key}="${value}"`).join('') + fixed;
}

type Frame = { name: string; close: string; folds: boolean };

/** The result of the gate: HTML of which every tag was written here. */
export function gate(html: string): string {
  const out: string[] = [];
  const stack: Frame[] = [];
  let folded = 0;
  let said = 0;
  const pop = () => {
    const frame = stack.pop();
    if (!frame) return;
    if (frame.folds) folded--;
    out.push(frame.close);
  };
  const say = (text: string) => {
    if (folded === 0 && text.trim() !== '') said++;
    out.push(text);
  };
  const close = (name: string) => {
    if (!stack.some((frame) => frame.name === name)) return;
    while (stack.at(-1)?.name !== name) pop();
    pop();
  };
  const open = (name: string, given: Map<string, string>) => {
    const part = given.get('data-part') ?? '';
    const folds = folded === 0 && parts.includes(part);
    const fold = folds
      ? `<details data-part="${part === 'signature' ? part : 'quoted'}"><summary></summary>`
      : '';
    if (part === 'rest' && folds) {
      folded++;
      out.push(fold);
      // Closed with the parent of the mark: all that follows it there is quoted.
      stack.push({ name: '#rest', close: '</details>', folds: true });
    } else if (folds) {
      folded++;
      out.push(fold);
    }
    out.push(`<${name}${written(name, given)}>`);
    const wraps = folds && part !== 'rest';
    stack.push({ name, close: `</${name}>${wraps ? '</details>' : ''}`, folds: wraps });
  };
  const single = (name: string, given: Map<string, string>) => {
    if (name !== 'img') out.push(`<${name}>`);
    else if (image.test(given.get('src') ?? '')) say(`<img${written(name, given)}>`);
    else if (given.get('alt')) say(`<span data-part="image">${given.get('alt')}</span>`);
  };
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf('<', at);
    if (next !== at) say(html.slice(at, next === -1 ? html.length : next).replaceAll('>', '&gt;'));
    if (next === -1) break;
    tag.lastIndex = next;
    const [whole, slash, name = '', attributes = ''] = tag.exec(html) ?? [];
    at = next + (whole?.length ?? 1);
    if (whole === undefined) say('&lt;');
    else if (!shownTags.includes(name)) say('');
    else if (slash) close(name);
    else if (voidTags.includes(name)) single(name, attributesOf(attributes));
    else if (stack.length < DEPTH_MAX) open(name, attributesOf(attributes));
  }
  while (stack.length > 0) pop();
  const whole = out.join('');
  // Whoever forwards without a word wants it read.
  return said === 0 ? whole.replace('<details ', '<details open ') : whole;
}
