// Whether the HTML of a template is what mail programs show and nothing else: tags and attributes by a list, no address but web
// and mail. Pure; one pass over the text, whatever is in it.

/** A fault, with the line it is on. `code` is for programs, `name` what it is about. */
export type HtmlFault = { line: number; code: HtmlFaultCode; name: string };
type HtmlFaultCode = 'tag' | 'attribute' | 'address' | 'value_place' | 'unclosed';

const tags = new Set(
  'a b blockquote br code dd div dl dt em h1 h2 h3 h4 hr i li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
);
const attributes = new Set(
  'class title lang dir role align valign width height colspan rowspan cellpadding cellspacing border aria-label'.split(
    ' ',
  ),
);

// Stands for {{name}} in what is looked at; templates may not hold these characters.
const OPEN = '\u{E000}';
const CLOSE = '\u{E001}';

/** Mustaches of values as marks, all others gone, lines kept. */
const marked = (source: string): string =>
  source.replace(/\{\{(?:!--[\s\S]*?--|[\s\S]*?)\}\}/g, (mustache) => {
    const name = /^\{\{~?\s*(\w+)\s*~?\}\}$/.exec(mustache)?.[1];
    const lines = mustache.replace(/[^\n]/g, '');
    return name && name !== 'else' ? `${OPEN}${name}${CLOSE}${lines}` : lines;
  });

const isSpace = (character: string): boolean => /\s/.test(character);

function addressFault(value: string, linkNames: readonly string[]): boolean {
  const whole = new RegExp(`^${OPEN}(\\w+)${CLOSE}$`, 'u').exec(value)?.[1];
  if (whole) return !linkNames.includes(whole);
  // A scheme that is written down, so that no value can choose it.
  return !/^(?:https?:\/\/[^\s\u{E000}]|mailto:|tel:)/iu.test(value);
}

/** Everything that is wrong, in the order of the text. `linkNames`: values that are web addresses by their making. */
export function htmlFaults(source: string, linkNames: readonly string[]): HtmlFault[] {
  const text = marked(source);
  const faults: HtmlFault[] = [];
  let at = 0;
  let line = 1;
  const fault = (code: HtmlFaultCode, name: string) =>
    faults.push({ line, code, name: name.replaceAll(/[\u{E000}\u{E001}]/gu, '').slice(0, 40) });
  const take = (until: (character: string) => boolean): string => {
    const from = at;
    while (at < text.length && !until(text[at] ?? '')) {
      if (text[at] === '\n') line++;
      at++;
    }
    return text.slice(from, at);
  };
  const attribute = (): void => {
    const name = take((each) => isSpace(each) || '=>/'.includes(each)).toLowerCase();
    take((each) => !isSpace(each));
    const isLink = name === 'href';
    if (name.includes(OPEN)) fault('value_place', name);
    else if (!attributes.has(name) && !isLink) fault('attribute', name);
    if (text[at] !== '=') return;
    at++;
    take((each) => !isSpace(each));
    const quote = text[at];
    const isQuoted = quote === '"' || quote === "'";
    if (isQuoted) at++;
    const value = take((each) => (isQuoted ? each === quote : isSpace(each) || each === '>'));
    if (isQuoted) at++;
    else if (value.includes(OPEN)) fault('value_place', value);
    if (isLink && addressFault(value.trim(), linkNames)) fault('address', value);
  };
  const tag = (): void => {
    const isEnd = text[at] === '/';
    if (isEnd) at++;
    const name = take((each) => isSpace(each) || '>/'.includes(each)).toLowerCase();
    if (name.includes(OPEN)) fault('value_place', name);
    else if (!tags.has(name)) fault('tag', name);
    for (;;) {
      take((each) => !isSpace(each) && each !== '/');
      if (at >= text.length) return void fault('unclosed', name);
      if (text[at] === '>') break;
      const before = at;
      attribute();
      if (at === before) at++;
    }
    at++;
  };
  while (at < text.length) {
    take((each) => each === '<');
    if (at >= text.length) break;
    at++;
    // A sign that begins no tag is shown as it is.
    if (/[a-z/!?\u{E000}]/iu.test(text[at] ?? '')) tag();
  }
  return faults;
}
