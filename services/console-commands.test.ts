// Every command that a member of staff may give is within their reach in the console, and some browser test gives it there: the API's
// own list against the app's, and both against the browser tests. docs/console-commands.md is written from it: `npx vitest run
// --project unit console-commands -u` brings it up to date.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiDocument } from './api-reference.ts';
import texts from './console/app/texts/en/case-actions.json' with { type: 'json' };

// The app's types come from the OpenAPI document, which is made: the tests are checked without it.
const app = new URL('./console/app/case-actions/', import.meta.url);
const { commandForms } = (await import(`${app.href}command-forms.ts`)) as {
  commandForms: Record<string, unknown>;
};
const { commandsElsewhere, dialogCommands } = (await import(`${app.href}command-groups.ts`)) as {
  commandsElsewhere: Record<string, string | undefined>;
  dialogCommands: readonly string[];
};

const folder = new URL('../test/browser/console/', import.meta.url);
const stories = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

// What changes nothing of a case, and evidence as a file, which is part of the dialog of evidence.
const noCommands = new Set(['effects', 'preview', 'files']);

const commands = Object.entries(apiDocument('http://127.0.0.1').paths ?? {})
  .filter(([, operations]) => 'post' in operations)
  .flatMap(([path]) => /^\/api\/v1\/cases\/\{reference\}\/([a-z-]+)$/.exec(path)?.[1] ?? [])
  .filter((name) => !noCommands.has(name))
  .sort();

/** Where the stories of what is not given by `give` or `openDialog` are, and a word of theirs. */
const byOtherMeans: Record<string, [file: string, word: string] | undefined> = {
  answer: ['social.test.ts', 'R45 R46 a mention is answered by direct message'],
  'record-app-answer': ['social.test.ts', 'R46 where Redress cannot write'],
};

/** The browser tests that give a command by its dialog, or by the means above. */
function storiesOf(command: string): string[] {
  const [file, word = ''] = byOtherMeans[command] ?? [];
  const given = new RegExp(`\\b(?:give|openDialog)\\(\\s*\\w+,\\s*'${command}'`);
  return stories
    .filter(({ name, text }) => given.test(text) || (name === file && text.includes(word)))
    .map(({ name }) => name);
}

test('the API has commands of cases: all of the table, and the hold', () => {
  expect(commands.length).toBeGreaterThan(40);
  expect(commands).toEqual(expect.arrayContaining(['note', 'merge', 'hold', 'release']));
});

test('every command that the API takes can be given in the console, at one place', () => {
  const reachable = [...dialogCommands, ...Object.keys(commandsElsewhere)].sort();
  expect(reachable).toEqual(commands);
});

test('every dialog has a form or asks for nothing, and says in words what it does', () => {
  const titles: Record<string, { title: string; about: string }> = texts.commands;
  for (const command of dialogCommands)
    expect([command, titles[command]?.title, titles[command]?.about]).toEqual([
      command,
      expect.stringMatching(/\S/),
      expect.stringMatching(/\S/),
    ]);
  for (const command of Object.keys(commandForms))
    expect([command, dialogCommands.includes(command)]).toEqual([command, true]);
});

test('every command is given by a browser test, as its user would', () => {
  expect(commands.filter((command) => storiesOf(command).length === 0)).toEqual([]);
});

test('docs/console-commands.md says where each is given, and which browser test does it', async () => {
  const titles: Record<string, { title: string }> = texts.commands;
  const rows = commands.map((command) => {
    const elsewhere = commandsElsewhere[command];
    const where = elsewhere ? `\`${elsewhere}\`` : `a case: ${titles[command]?.title ?? ''}`;
    return `| \`${command}\` | ${where} | ${storiesOf(command).join(', ')} |`;
  });
  const head = [
    '# Where each command is given in the console',
    '',
    'Written by `services/console-commands.test.ts`, which fails when a command of the API cannot be given in the console or no',
    'browser test (`test/browser/console`) gives it. Cases are erased on the page Erasures, several at once (erasures.test.ts).',
    '',
    '| command | where | browser test |',
    '| --- | --- | --- |',
  ];
  await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot(
    '../docs/console-commands.md',
  );
});
