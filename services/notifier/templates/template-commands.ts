// `redress template …`: which templates there are, and whether they are right.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { purposes } from '#shared/events/message.ts';
import { type TemplateSources, templateParts } from '../domain/template-values.ts';
import { type TemplateFault, templateFaults } from './check-template.ts';
import { faultsInForce, listTemplates } from './editing.ts';

const faultText = ({ part, line, message }: TemplateFault): string =>
  `${part}.hbs, line ${line}: ${message}`;

function readPart(folder: string, part: string): string | undefined {
  try {
    return readFileSync(`${folder}/${part}.hbs`, 'utf8');
  } catch (error) {
    if (part === 'letter') return undefined;
    throw new RequestError(
      400,
      'not_readable',
      `${folder}/${part}.hbs: cannot be read (${errorText(error)}): a template is a folder of subject, html, text and dm`,
    );
  }
}

/** The template of a folder, as `templates/PURPOSE/LANGUAGE` has them. */
function checkFolder(name: string, folder: string): TemplateFault[] {
  const purpose = purposes.find((each) => each === name);
  if (!purpose)
    throw new RequestError(400, 'invalid_input', `--purpose: one of ${purposes.join(', ')}`);
  const parts = templateParts.flatMap((part): [string, string][] => {
    const source = readPart(folder, part);
    return source === undefined ? [] : [[part, source]];
  });
  return templateFaults(purpose, Object.fromEntries(parts) as TemplateSources);
}

/** Adds `template list` and `template check`. */
export const addTemplateCommands: AddCommands = (program, run) => {
  const template: Command = program.command('template').description('what messages say');
  template
    .command('list')
    .description('the templates by language, missing ones too')
    .action(() =>
      run(async ({ db, policy, print }) => {
        const found = await listTemplates({ db, policy });
        const rows = found.flatMap(({ purpose, languages }) =>
          languages
            .filter(({ wanted }) => wanted)
            .map(({ locale, state, number }) => [purpose, locale, state, number ?? '']),
        );
        print(found, tableText(['PURPOSE', 'LANGUAGE', 'STATE', 'VERSION'], rows));
      }),
    );
  template
    .command('check [folder]')
    .description('check the templates in force, or one in a folder as templates/PURPOSE/LANGUAGE')
    .option('--purpose <purpose>', 'what the template of the folder is for')
    .action((folder: string | undefined, options: { purpose?: string }) =>
      run(async ({ db, print }) => {
        const found =
          folder === undefined
            ? await faultsInForce(db.query)
            : [{ template: folder, faults: checkFolder(options.purpose ?? '', folder) }];
        const wrong = found.filter(({ faults }) => faults.length > 0);
        const lines = wrong.flatMap(({ template: name, faults }) =>
          faults.map((fault) => `${name}/${faultText(fault)}`),
        );
        if (lines.length > 0) throw new RequestError(422, 'template_invalid', lines.join('\n'));
        print({ checked: found.length }, `${found.length} templates are right.`);
      }),
    );
};
