// docs/timeline.md: every command and every entry, written from the code. `npx vitest run --project unit timeline-document -u` brings it up to date.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandSchemas } from '../commands/commands.ts';
import { commandTypes } from '../commands/permissions.ts';
import { entryTypes } from './evolve.ts';

type Shape = { shape?: Record<string, unknown>; description?: string };

const source = ['./entries.ts', '../investigation/entries.ts']
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  .join('\n');

/** What an entry is declared to hold, from its type: its first-level fields. */
function declared(type: string): { fields: string[]; comment: string } {
  const at = source.indexOf(`\n  '${type}':`);
  if (at < 0) return { fields: [], comment: '' };
  const next = source.indexOf("\n  '", at + 1);
  const close = source.indexOf('\n};', at);
  const end = next < 0 ? close : Math.min(next, close);
  const text = source.slice(at, end);
  const body = text.slice(text.indexOf(':') + 1).replace(/\/\*\*[\s\S]*?\*\//g, '');
  const oneLine = !body.includes('\n    ');
  const pattern = oneLine ? /[{;&] (\w+)\??:/g : /\n {4}(\w+)\??:/g;
  const before = source.slice(0, at).split('\n').at(-1) ?? '';
  const comment = /^ {2}\/\*\* (.*) \*\/$/.exec(before)?.[1] ?? '';
  return { fields: [...body.matchAll(pattern)].map(([, name]) => name ?? ''), comment };
}

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

function documentText(): string {
  const commands = commandTypes.map((type) => {
    const schema: Shape = commandSchemas[type];
    const fields = Object.keys(schema.shape ?? {}).map((field) => `\`${field}\``);
    return row(`\`${type}\``, schema.description ?? '', fields.join(', ') || '–');
  });
  const entries = [...entryTypes].sort().map((type) => {
    const { fields, comment } = declared(type);
    return row(`\`${type}\``, fields.map((field) => `\`${field}\``).join(', ') || '–', comment);
  });
  return `# Commands and entries of a timeline

Written from the code by a test; not to be edited by hand. Each command is a strict schema
(services/cases/domain/commands), each entry a type (services/cases/domain/timeline/entries.ts). All are in their first version:
what an entry means never changes, since old ones are replayed for years; one that must say something else gets a new name.
Examples of every type, as they were once written, are frozen in test/frozen/timelines: the tests prove and replay them, and must do
so for ever. A new type needs a life there (test/frozen/hard-lives.ts), frozen by \`node test/frozen/write.ts\`, which adds files and
never changes one. A new field of a case must be absent until an entry sets it, for rows of before do not have it.
Who may give which command when stands in docs/requirements.md.

## Commands

| command | does | takes |
| --- | --- | --- |
${commands.join('\n')}

## Entries

Each also has \`version\`, \`at\`, \`actor\`, \`policyVersion\`, a digest and its link in the chain.

| entry | holds | |
| --- | --- | --- |
${entries.join('\n')}
`;
}

test('R70 every command and every entry is listed in docs/timeline.md', async () => {
  expect(entryTypes.length).toBeGreaterThan(40);
  await expect(documentText()).toMatchFileSnapshot('../../../../docs/timeline.md');
});
