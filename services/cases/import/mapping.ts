// The mapping file of an import: which column of an old list is what, what its words mean here, what holds for all rows.
import { z } from 'zod';
import { RequestError } from '#shared/errors.ts';
import { faultText, readDocument } from '#shared/policy/policy-document.ts';

/** What a column can be. */
export const fields = [
  'id',
  'receivedAt',
  'channel',
  'customerName',
  'customerEmail',
  'customerPhone',
  'subject',
  'text',
  'category',
  'severity',
  'kind',
  'status',
  'outcome',
  'summary',
  'resolvedAt',
  'closedAt',
  'assignee',
  'notes',
  'language',
] as const;
export type Field = (typeof fields)[number];

/** What can hold for all rows, or stand for an empty cell. */
const constantFields = [
  'channel',
  'category',
  'severity',
  'kind',
  'status',
  'outcome',
  'language',
] as const satisfies Field[];

const column = z.string().min(1).max(200);
const value = z.string().max(200);

const schema = z
  .strictObject({
    source: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected small letters, digits and "-", such as old-crm')
      .describe('The list or system that it comes from: the ids of two sources never meet.'),
    delimiter: z.enum([',', ';', 'tab']).default(',').describe('What stands between cells.'),
    dates: z
      .enum(['iso', 'day-month-year', 'month-day-year'])
      .default('iso')
      .describe(
        'How dates are written: 2024-12-31, 31.12.2024 or 12/31/2024, each with a time or without; in the time zone of the policy.',
      ),
    columns: z
      .partialRecord(z.enum(fields), column)
      .describe('The head of the column for each field.'),
    constants: z
      .partialRecord(z.enum(constantFields), value)
      .default({})
      .describe('What a field is where there is no column or an empty cell.'),
    values: z
      .partialRecord(
        z.enum(fields),
        z.record(value, value).refine((map) => Object.keys(map).length <= 1000, 'at most 1000'),
      )
      .default({})
      .describe('What the words of a column mean, by field; case does not matter.'),
  })
  .superRefine(({ columns, constants }, context) => {
    const need = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const field of ['id', 'receivedAt'] as const)
      if (!columns[field]) need(['columns'], `${field} needs a column`);
    if (!columns.text && !columns.subject) need(['columns'], 'text or subject needs a column');
    for (const field of ['channel', 'category', 'severity', 'status'] as const)
      if (!columns[field] && !constants[field])
        need(['columns'], `${field} needs a column, or a value under constants`);
  });

/** A mapping that was checked. `values` are by the small letters of what stands in the list. */
export type Mapping = z.infer<typeof schema>;

function mappingFaults(own: unknown): { path: PropertyKey[]; message: string }[] {
  const parsed = schema.safeParse(own);
  return (
    parsed.error?.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'unknown field' }))
        : [{ path: issue.path, message: issue.message }],
    ) ?? []
  );
}

/**
 * Reads a mapping of YAML text; `name` is what its faults are told with.
 * @throws RequestError 422 with each fault at its line
 */
export function readMapping(text: string, name: string): Mapping {
  const read = readDocument(text, 'mapping', mappingFaults);
  if (!read.ok)
    throw new RequestError(
      422,
      'mapping_invalid',
      `${name} is no mapping:\n${read.faults.map(faultText).join('\n')}`,
    );
  const mapping = schema.parse(read.own);
  const small = Object.entries(mapping.values).map(([field, map]) => [
    field,
    Object.fromEntries(
      Object.entries(map ?? {}).map(([from, to]) => [from.trim().toLowerCase(), to]),
    ),
  ]);
  return { ...mapping, values: Object.fromEntries(small) };
}
