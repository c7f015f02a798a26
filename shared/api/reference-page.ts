// The API's document as a page for people: plain HTML made on the server, no script, nothing from elsewhere.
import type { ApiDocument } from './document.ts';

type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  maximum?: number;
  minimum?: number;
  maxLength?: number;
  default?: unknown;
};
type Media = { schema?: Schema };
type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
};
type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses?: Record<
    string,
    { description: string; content?: Record<string, Media>; headers?: object }
  >;
};

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: unknown): string =>
  String(text ?? '').replace(/[&<>"]/g, (character) => entities[character] ?? '');

const DEPTH_MAX = 6;

/** A type in words: `string (date-time)`, `minor | major`, `list of Task`. */
function typeText(schema: Schema): string {
  const { $ref, items, type, format } = schema;
  if ($ref) {
    const name = $ref.split('/').at(-1) ?? '';
    return `<a href="#schema-${html(name)}">${html(name)}</a>`;
  }
  if (schema.enum) return schema.enum.map((value) => `<code>${html(value)}</code>`).join(' | ');
  if (schema.const !== undefined) return `<code>${html(schema.const)}</code>`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeText).join(' or ');
  if (items) return `list of ${typeText(items)}`;
  const named = Array.isArray(type) ? type.join(' or ') : (type ?? 'anything');
  return html(format ? `${named} (${format})` : named);
}

const bounds = ({ minimum, maximum, maxLength, default: fallback }: Schema): string =>
  [
    minimum !== undefined && Math.abs(minimum) < 1e9 && `from ${minimum}`,
    maximum !== undefined && Math.abs(maximum) < 1e9 && `to ${maximum}`,
    maxLength !== undefined && `up to ${maxLength} characters`,
    fallback !== undefined && `otherwise ${JSON.stringify(fallback)}`,
  ]
    .filter(Boolean)
    .join(', ');

function row(name: string, schema: Schema, required: boolean, description?: string): string {
  const text = [description ?? schema.description, bounds(schema)].filter(Boolean).join('; ');
  const mark = required ? ' <b>required</b>' : '';
  return `<dt><code>${html(name)}</code> <i>${typeText(schema)}</i>${mark}</dt><dd>${html(text)}</dd>`;
}

/** The fields of a schema, those of objects within it set in. */
function fields(schema: Schema, depth = 0): string {
  const inner = schema.items ?? schema;
  const { properties } = inner;
  if (!properties || depth > DEPTH_MAX)
    return depth === 0 ? `<p class="type">${typeText(schema)}</p>` : '';
  const rows = Object.entries(properties).map(([name, field]) => {
    const nested = fields(field, depth + 1);
    return `${row(name, field, inner.required?.includes(name) ?? false)}${nested && `<dd>${nested}</dd>`}`;
  });
  return `<dl>${rows.join('')}</dl>`;
}

const content = (media: Record<string, Media> | undefined): string =>
  Object.entries(media ?? {})
    .map(
      ([type, { schema }]) => `<p class="media">${html(type)}</p>${schema ? fields(schema) : ''}`,
    )
    .join('');

function operationText(method: string, path: string, operation: Operation): string {
  const { operationId = '', summary, description, parameters = [], requestBody } = operation;
  const rows = parameters.map(({ name, in: place, required, description: text, schema = {} }) =>
    row(`${name} (${place})`, schema, required ?? false, text),
  );
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const problem = answer.content?.['application/problem+json'];
    const body = problem ? '' : content(answer.content);
    const line = `<code>${status}</code> ${html(answer.description)}`;
    return `<li>${body ? `<details><summary>${line}</summary>${body}</details>` : line}</li>`;
  });
  return `<details class="operation" id="${html(operationId)}">
<summary><code class="method ${method}">${method.toUpperCase()}</code> <code>${html(path)}</code> <span>${html(summary)}</span></summary>
${(description ?? '')
  .split('\n\n')
  .filter(Boolean)
  .map((text) => `<p>${html(text)}</p>`)
  .join('')}
${rows.length > 0 ? `<h4>Parameters</h4><dl>${rows.join('')}</dl>` : ''}
${requestBody ? `<h4>Body${requestBody.required ? '' : ' (may be left out)'}</h4>${content(requestBody.content)}` : ''}
<h4>Answers</h4><ul>${answers.join('')}</ul></details>`;
}

function operationsByTag(document: ApiDocument): Map<string, string[]> {
  const byTag = new Map<string, string[]>();
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const tag = operation.tags?.[0] ?? '';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationText(method, path, operation)]);
    }
  return byTag;
}

/** The whole page. `style` is the path of its style sheet, `json` that of the document itself. */
export function apiReferencePage(
  document: ApiDocument,
  links: { style: string; json: string },
): string {
  const byTag = operationsByTag(document);
  const tags = document.tags ?? [];
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>);
  const menu = tags.map(({ name }) => `<a href="#tag-${html(name)}">${html(name)}</a>`);
  const sections = tags.map(
    ({ name, description }) =>
      `<section id="tag-${html(name)}"><h2>${html(name)}</h2><p>${html(description)}</p>${(byTag.get(name) ?? []).join('')}</section>`,
  );
  const shapes = schemas.map(
    ([name, schema]) =>
      `<details id="schema-${html(name)}"><summary>${html(name)} <span>${html(schema.description)}</span></summary>${fields(schema)}</details>`,
  );
  const { title, description = '' } = document.info;
  const about = description.split('\n\n').map((text) => `<p>${html(text)}</p>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title><link rel="stylesheet" href="${html(links.style)}"></head><body>
<header><h1>${html(title)}</h1>${about.join('')}<p><a href="${html(links.json)}">OpenAPI 3.1 document</a></p>
<nav>${menu.join('')}<a href="#schemas">schemas</a></nav></header>
<main>${sections.join('')}<section id="schemas"><h2>schemas</h2>${shapes.join('')}</section></main></body></html>`;
}
