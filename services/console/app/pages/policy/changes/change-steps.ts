// Where a difference between two policies is, as the API names it ("categories[billing].owner"), step by step. Pure.

/** A field by its name, or an entry of a list by what it is told apart by. */
export type Step = { field: string } | { entry: string };

const ORDER = ' (order)';

/** The end of an entry's name: names may hold brackets and dots of their own. */
function endOfEntry(text: string, from: number): number {
  for (let at = text.indexOf(']', from); at >= 0; at = text.indexOf(']', at + 1)) {
    const next = text[at + 1];
    if (next === undefined || next === '.' || next === '[') return at;
  }
  return text.length;
}

/** The steps; `isOrder`: the same entries stand in another order. */
export function stepsOf(field: string): { steps: Step[]; isOrder: boolean } {
  const isOrder = field.endsWith(ORDER);
  const text = isOrder ? field.slice(0, -ORDER.length) : field;
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '[') {
      const end = endOfEntry(text, at);
      steps.push({ entry: text.slice(at + 1, end) });
      at = end + 1;
    } else if (text[at] === '.') at++;
    else {
      const found = text.slice(at).search(/[.[]/);
      const end = found < 0 ? text.length : at + found;
      steps.push({ field: text.slice(at, end) });
      at = end;
    }
  }
  return { steps, isOrder };
}
