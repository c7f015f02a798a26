// The few styles of a mail that are kept: those that carry meaning. No colours, sizes or places: nothing hides or covers
// anything, and a mail reads well in light and dark.

const kept: Record<string, RegExp> = {
  'text-align': /^(?:left|right|center|justify|start|end)$/,
  'font-weight': /^(?:bold|bolder|normal|[1-9]00)$/,
  'font-style': /^(?:italic|oblique|normal)$/,
  'text-decoration': /^(?:underline|line-through|none)$/,
  'white-space': /^(?:pre|pre-wrap|pre-line|normal)$/,
};
const STYLE_CHARS_MAX = 2_000;

/** What a style attribute, and the old `align`, say that is kept: `name:value;` for each. */
export function safeStyle(style: string, align: string): string {
  const given = style
    .slice(0, STYLE_CHARS_MAX)
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':');
      const name = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase();
      return [
        name,
        declaration
          .slice(colon + 1)
          .trim()
          .toLowerCase(),
      ] as const;
    });
  const found = new Map<string, string>();
  for (const [name, value] of [['text-align', align.trim().toLowerCase()] as const, ...given])
    if (Object.hasOwn(kept, name) && kept[name]?.test(value)) found.set(name, value);
  return [...found].map(([name, value]) => `${name}:${value};`).join('');
}

/** Whether a style is one that `safeStyle` makes. */
export const isSafeStyle = (style: string): boolean => safeStyle(style, '') === style;
