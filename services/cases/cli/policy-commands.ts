// The commands `policy …` of the command line. The same rules as the API: --as says who publishes or moves.
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { type AddCommands, type CliInstance, tableText, terminalText } from '#shared/cli.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { changeText, type PolicyChange, policyDiff } from '#shared/policy/policy-diff.ts';
import { faultText, readPolicyText } from '#shared/policy/policy-document.ts';
import { checkPolicy, moveCases, publishVersion, versionView } from '../policy/versions.ts';
import { listVersions } from '../stores/policy-store.ts';
import { actingStaff, shellOf } from './acting.ts';

type Run = Parameters<AddCommands>[1];

function readPolicyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RequestError(400, 'not_readable', `${path}: cannot be read (${errorText(error)})`);
  }
}

const invalid = (path: string, faults: string[]): RequestError =>
  new RequestError(422, 'policy_invalid', `${path} is no policy:\n${faults.join('\n')}`);

const changesText = (changes: PolicyChange[]): string =>
  changes.length > 0 ? changes.map(changeText).join('\n') : 'no differences';

function versionNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text) || number < 1)
    throw new InvalidArgumentError('expected the number of a version, such as 3');
  return number;
}

// A number is a version, "default" the values of the program, anything else a file.
async function valuesOf(instance: CliInstance, source: string): Promise<object> {
  if (source === 'default') return loadPolicy();
  if (/^\d{1,6}$/.test(source))
    return (await versionView(instance.db.query, Number(source))).values;
  const read = readPolicyText(readPolicyFile(source));
  if (!read.ok) throw invalid(source, read.faults.map(faultText));
  return read.policy;
}

function addCheck(policy: Command, program: Command): void {
  policy
    .command('check <file>')
    .description('check a policy file and show what it changes of the defaults; needs no instance')
    .action((file: string) => {
      const read = readPolicyText(readPolicyFile(file));
      const json = program.opts<{ json?: boolean }>().json === true;
      const changes = read.ok ? policyDiff(loadPolicy(), read.policy) : [];
      const value = read.ok
        ? { valid: true, digest: read.policy.version, changes }
        : { valid: false, faults: read.faults };
      if (json) process.stdout.write(`${terminalText(JSON.stringify(value, null, 2))}\n`);
      if (!read.ok) throw invalid(file, read.faults.map(faultText));
      if (!json)
        process.stdout.write(
          terminalText(
            `${file} is a policy. Of the defaults it changes:\n${changesText(changes)}\n`,
          ),
        );
    });
}

function addImport(policy: Command, run: Run): void {
  policy
    .command('import <file>')
    .description('publish a policy file: new cases follow it, open ones keep theirs')
    .requiredOption('--as <email>', 'the staff e-mail address of the admin who publishes')
    .option('--note <text>', 'why, for whoever reads the list of versions', 'imported')
    .option('--based-on <number>', 'refuse when another version is in force by now', versionNumber)
    .option('--dry-run', 'only say what it would change')
    .action(
      (file: string, options: { as: string; note: string; basedOn?: number; dryRun?: boolean }) =>
        run(async (instance) => {
          const yaml = readPolicyFile(file);
          const checked = await checkPolicy(instance.db.query, yaml);
          if (!checked.valid) throw invalid(file, checked.faults.map(faultText));
          const { changes } = checked;
          if (options.dryRun) {
            instance.print({ dryRun: true, changes }, changesText(changes));
            return;
          }
          const { note, basedOn } = options;
          const staffId = await actingStaff(instance, options.as);
          const asked = { yaml, note, basedOn, staffId };
          const published = await publishVersion(shellOf(instance), asked);
          const { number, isNew } = published;
          instance.print(
            { ...published, changes },
            isNew
              ? `version ${number} is in force for new cases\n${changesText(changes)}`
              : `version ${number} is in force and says the same`,
          );
        }),
    );
}

function addReading(policy: Command, run: Run): void {
  policy
    .command('export')
    .description('print a version as a file that can be imported')
    .option('--version <number>', 'which; the newest when absent', versionNumber)
    .option('--full', 'all values, the defaults of its time too')
    .action((options: { version?: number; full?: boolean }) =>
      run(async (instance) => {
        const view = await versionView(instance.db.query, options.version);
        instance.print(view, (options.full ? stringify(view.values) : view.yaml).trimEnd());
      }),
    );
  policy
    .command('diff <from> <to>')
    .description('compare two policies: numbers of versions, files, or "default"')
    .action((from: string, to: string) =>
      run(async (instance) => {
        const changes = policyDiff(await valuesOf(instance, from), await valuesOf(instance, to));
        instance.print({ changes }, changesText(changes));
      }),
    );
  policy
    .command('list')
    .description('list the versions, the newest first, with how many open cases follow each')
    .action(() =>
      run(async (instance) => {
        const versions = await listVersions(instance.db.query);
        const rows = versions.map((line) => [
          line.number,
          line.publishedAt.slice(0, 16).replace('T', ' '),
          line.publishedBy,
          line.openCases,
          line.digest,
          line.note,
        ]);
        const head = ['version', 'published', 'by', 'open cases', 'digest', 'note'];
        instance.print({ versions }, tableText(head, rows));
      }),
    );
}

function addMove(policy: Command, run: Run): void {
  type Options = { as: string; reason: string; to?: number; from?: number; dryRun?: boolean };
  policy
    .command('move')
    .description('let open cases follow another version, each on record; a repeat goes on')
    .requiredOption('--as <email>', 'the staff e-mail address of a supervisor or above')
    .requiredOption('--reason <text>', 'why, on the timeline of each case')
    .option('--to <number>', 'the version; the newest when absent', versionNumber)
    .option('--from <number>', 'only cases that follow this version', versionNumber)
    .option('--dry-run', 'only say how many')
    .action((options: Options) =>
      run(async (instance) => {
        const { as, ...asked } = options;
        const staffId = await actingStaff(instance, as);
        const tell = (moved: number): void => {
          if (process.stderr.isTTY) process.stderr.write(`\r${moved} cases`);
        };
        const result = await moveCases(shellOf(instance), { ...asked, staffId }, tell);
        if (process.stderr.isTTY) process.stderr.write('\n');
        const { moved, refused, to } = result;
        instance.print(
          { ...result, dryRun: options.dryRun === true },
          [
            `${moved} open cases ${options.dryRun ? 'would follow' : 'follow'} version ${to} now`,
            ...refused.map(({ reference, reason }) => `${reference}: ${reason}`),
          ].join('\n'),
        );
      }),
    );
}

/** Adds the commands of the policy. */
export const addPolicyCommands: AddCommands = (program, run) => {
  const policy = program
    .command('policy')
    .description('the recovery policy: check, import, export, diff, list, move cases');
  addCheck(policy, program);
  addImport(policy, run);
  addReading(policy, run);
  addMove(policy, run);
};
