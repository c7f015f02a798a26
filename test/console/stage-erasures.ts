// What stands on the stage for pictures of erasures: cases at the end of their period, by SQL, as years cannot be waited for; a hold, an
// erasure and a file that was given out, by the API.
import type { ConsoleRig } from '../harness/console.ts';
import { eventually } from '../harness/product.ts';

const DAY_MS = 86_400_000;
/** As long as the default policy keeps a closed case. */
const CASE_DAYS = 2192;

/** Makes a case that was closed so many days before its period is over; less than nothing: it is over. */
export async function closedBefore(
  rig: ConsoleRig,
  daysLeft: number,
  said: { name: string; email: string; message: string },
): Promise<string> {
  const reference = await rig.complain(said);
  // Whatever is still written in it would write the row anew.
  await eventually(`the acknowledgement of ${reference}`, async () => {
    const done = `select 1 from cases.cases where reference = $1 and acknowledged_at is not null`;
    return (await rig.db.query(done, [reference])).length > 0;
  });
  const closedAt = new Date(Date.now() - (CASE_DAYS - daysLeft) * DAY_MS);
  // Only the row that lists look at: the daily round goes by the case's own state, so it stays on the stage.
  await rig.db.query(
    `update cases.cases set status = 'closed', closed_at = $2 where reference = $1`,
    [reference, closedAt],
  );
  return reference;
}

/** A few things in every list of the page. */
export async function stageErasures(rig: ConsoleRig): Promise<string> {
  const [known] = await rig.db.query('select 1 from cases.exports limit 1', []);
  if (known) return '/erasures';
  const ada = await rig.as('ada');
  const told = { name: 'Nora Lind', email: 'nora.lind@customer.test' };
  const messages = [
    'The oven arrived with a broken door and nobody answers.',
    'I was charged twice for the same order in June.',
    'Your courier left the parcel in the rain.',
    'The repair took five weeks, and the kettle still leaks.',
  ];
  const references: string[] = [];
  for (const [index, message] of messages.entries())
    references.push(await closedBefore(rig, index * 20 - 10, { ...told, message }));
  const [, second = '', third = ''] = references;
  await ada.post(`/api/v1/cases/${second}/hold`, {
    reason: 'The court in Lyon asked for all letters, 4 C 112/26.',
  });
  const asked = 'Request of 12 November, by letter; identity was proved.';
  const subject = { reference: third };
  await ada.post('/api/v1/exports', { subject, reason: asked });
  const gone = await rig.complain({ ...told, message: 'I want to hear nothing more from you.' });
  const { body } = await ada.post('/api/v1/erasures/preview', { reference: gone });
  const [found] = (body as { cases: { version: number }[] }).cases;
  const cases = [{ reference: gone, version: found?.version ?? 0 }];
  await ada.post('/api/v1/erasures', { cases, reason: asked });
  return '/erasures';
}
