// Picks named values out of JSON by paths such as `order.lines.0.sku`: own properties only, bounded, always as text.

const VALUE_CHARS_MAX = 1000;
const LIST_MAX = 20;

const scalarText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** A value as a text: a scalar as it is, a list of scalars with commas; nothing for what is neither. */
function textOf(value: unknown): string | undefined {
  const text = Array.isArray(value)
    ? value
        .slice(0, LIST_MAX)
        .map(scalarText)
        .filter((each) => each !== undefined)
        .join(', ')
    : scalarText(value);
  return text === undefined || text === ''
    ? undefined
    : text.slice(0, VALUE_CHARS_MAX).toWellFormed();
}

function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** The values that were found, by their names; what is not there is left out. */
export function pickFields(json: unknown, fields: Record<string, string>): Record<string, string> {
  const found = Object.entries(fields).map(([name, path]) => [name, textOf(valueAt(json, path))]);
  return Object.fromEntries(found.filter(([, text]) => text !== undefined));
}
