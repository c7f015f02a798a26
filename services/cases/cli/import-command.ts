// `import`: an old spreadsheet of complaints becomes cases with their history. The rules are in ../import.
import { readFile, stat } from 'node:fs/promises';
import { type AddCommands, progressBar } from '#shared/cli.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { POLICY_CHARS_MAX } from '#shared/policy/policy-document.ts';
import { type ImportResult, importFile } from '../import/import-file.ts';
import { readMapping } from '../import/mapping.ts';
import { actingStaff, shellOf } from './acting.ts';

async function readMappingFile(path: string) {
  let text: string;
  try {
    if ((await stat(path)).size > POLICY_CHARS_MAX * 4) throw new Error('too large for a mapping');
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new RequestError(400, 'not_readable', `${path}: cannot be read (${errorText(error)})`);
  }
  return readMapping(text, path);
}

function resultText(result: ImportResult): string {
  const { dryRun, rows, imported, unchanged, changed, atFault, faults, changes } = result;
  const more = (named: unknown[], all: number): string[] =>
    all > named.length ? [`… and ${all - named.length} more`] : [];
  return [
    ...faults.map(({ line, reason }) => `line ${line}: ${reason}`),
    ...more(faults, atFault),
    ...changes.map(
      ({ line, id, reference }) =>
        `line ${line}: ${id} says something else than when it was imported; ${reference} is left as it is`,
    ),
    ...more(changes, changed),
    `${rows} rows: ${imported} ${dryRun ? 'would be imported' : 'imported'}, ${unchanged} were here already, ${changed} changed since, ${atFault} at fault`,
  ].join('\n');
}

type Options = { mapping: string; dryRun?: boolean; as?: string };

/** Adds `import`. */
export const addImportCommand: AddCommands = (program, run) => {
  program
    .command('import <file>')
    .description('import an old list of complaints (CSV) as cases; nobody is written to')
    .requiredOption('--mapping <file>', 'YAML: which column is what (docs/operations.md)')
    .option('--dry-run', 'only say what would be imported, and what is at fault')
    .option('--as <email>', 'the staff e-mail address of whoever imports; it stands on record')
    .action((path: string, options: Options) =>
      run(async (instance) => {
        const mapping = await readMappingFile(options.mapping);
        const staffId = options.as ? await actingStaff(instance, options.as) : undefined;
        let bar: ReturnType<typeof progressBar> | undefined;
        const onProgress = (read: number, size: number): void => {
          bar ??= progressBar('import', size);
          bar.show(read);
        };
        const dryRun = options.dryRun === true;
        const request = { path, mapping, dryRun, staffId, onProgress };
        const result = await importFile(shellOf(instance), request).finally(() => bar?.end());
        instance.print(result, resultText(result));
        if (result.atFault > 0)
          throw new RequestError(
            422,
            'rows_at_fault',
            `${result.atFault} rows are at fault: mend them and import the file again, the others stay as they are`,
          );
      }),
    );
};
