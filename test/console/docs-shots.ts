// The pictures of README.md and docs/console.md: a list of exactly these, and what stands on the stage for them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConsoleRig, type Look, PHONE, settled, type Who } from '../harness/console.ts';
import { pageShots, type Stage } from './page-shots.ts';
import { withPalette } from './palette-png.ts';

const WIDTH = 1280;
const HEIGHT = 800;

const complaints = [
  [
    'Greta Holm',
    'Refund of order 48-2210 still missing',
    'You took the sofa back three weeks ago and I still wait for my refund of 640 euros.',
  ],
  [
    'Tom Baker',
    'Driver left the parcel in the rain',
    'The driver left the parcel in the rain and the box is soaked. I want it replaced.',
  ],
  [
    'Lena Fuchs',
    'Zweimal abgebucht',
    'Sie haben die Rechnung zweimal von meinem Konto abgebucht, 89 Euro. Bitte um Erstattung.',
  ],
  [
    'Paul Martin',
    'Réponse jamais reçue',
    'J’ai écrit il y a dix jours à propos de ma commande et personne ne répond.',
  ],
  [
    'Ines Ortega',
    'El técnico no vino',
    'El técnico no vino el martes y esperé todo el día. Quiero una nueva cita.',
  ],
  [
    'Mark Dunn',
    'Table arrived with a scratched top',
    'The table arrived with a deep scratch across the top. I want a new one.',
  ],
  [
    'Aylin Demir',
    'Rude at the service desk',
    'The man at the desk was rude to my mother when she asked for her warranty.',
  ],
  ['Jo Parker', 'Where is my invoice?', 'Where can I find the invoice of my last order?'],
] as const;

/** A list as on an ordinary day: some late, some due today, somebody's and nobody's. */
const stageDay: Stage = async (rig) => {
  const people = ['fay', 'finn', 'sam'] as const;
  for (const [at, [name, subject, message]] of complaints.entries()) {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@customer.test`;
    const reference = await rig.complain({ name, email, subject, message });
    const who = people[at % 4];
    if (!who) continue;
    const api = await rig.as(who);
    await api.command(reference, 'take-over');
    if (at % 3 !== 1) await api.command(reference, 'start-investigation');
  }
  await rig.db.query(
    `update cases.tasks t set due_at = now() + o.due, warn_at = now() + o.due - interval '2 hours'
     from (select case_id, (row_number() over (order by opened_at) * 97 - 190) * interval '1 minute' as due from cases.cases) o
     where t.case_id = o.case_id and t.state = 'open'`,
  );
  return '/work?scope=all';
};

type DocsShot = { file: string; page: string; who?: Who; look?: Look; stage?: Stage };

const phone: Look = { width: PHONE, height: 780 };

/** In an order in which no stage stands in the way of one before. */
const shots: DocsShot[] = [
  { file: 'case', page: 'case' },
  { file: 'case-phone', page: 'case', look: phone },
  { file: 'work', page: 'work', stage: stageDay },
  { file: 'triage', page: 'triage' },
  { file: 'approvals-phone', page: 'approvals', look: phone },
  { file: 'policy', page: 'policy' },
  { file: 'overview-dark', page: 'overview', look: { dark: true } },
];

async function shoot(rig: ConsoleRig, shot: DocsShot, folder: string): Promise<void> {
  const of = pageShots.find(({ name }) => name === shot.page);
  if (!of?.who) throw new Error(`no pictures are taken of a page ${shot.page}`);
  const path = await (shot.stage ?? of.few)(rig);
  const page = await rig.open(of.who, path, { width: WIDTH, height: HEIGHT, ...shot.look });
  await settled(page);
  await of.before?.(page);
  await page.waitForTimeout(1500);
  const png = await page.screenshot({ animations: 'disabled' });
  const file = `console-${shot.file}.png`;
  writeFileSync(join(folder, file), await withPalette(rig.browser, png));
  process.stdout.write(`${file}\n`);
  await page.context().close();
}

/** Writes them all into a folder: `console-NAME.png`. */
export async function shootDocs(rig: ConsoleRig, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const shot of shots) await shoot(rig, shot, folder);
}
