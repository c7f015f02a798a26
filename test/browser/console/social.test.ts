// The responder's desk in a real browser, with X simulated: a mention is answered by direct message, by one person, never in public.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../shared/clock.ts';
import { newId } from '../../../shared/ids.ts';
import { acceptItem } from '../../../shared/intake.ts';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';
import { startXSimulator, type XSimulator } from '../../simulators/x.ts';

const BRAND = '1001';
const ANN = '2002';
let x: XSimulator;
let rig: ConsoleRig;
beforeAll(async () => {
  x = await startXSimulator({ clock: systemClock });
  x.world.addUser({ id: BRAND, username: 'ourbrand', name: 'Our Brand' });
  x.world.addUser({ id: ANN, username: 'angry_ann', name: 'Ann', receivesDirectMessages: true });
  x.world.grant('x-token', BRAND);
  const account = { name: 'ourbrand', userId: BRAND, accessToken: 'x-token', apiUrl: x.url };
  rig = await startConsole({ config: { channels: { x: [{ ...account, pollSeconds: 0.2 }] } } });
  // Finn answers on X too.
  await rig.db.query(
    `insert into people.responder_grants select staff_id, 'x' from people.staff where email = 'finn@redress.test'`,
  );
});
afterAll(async () => {
  await rig?.stop();
  await x?.stop();
});

type Threads = { threads: { reference: string; text: string }[] };

/** Somebody names the brand in public; gives the reference once a responder sees it. */
async function mention(text: string): Promise<string> {
  x.world.post({ authorId: ANN, text, mentions: [BRAND] });
  const thread = await eventually(`the thread of ${text}`, async () => {
    const { body } = await (await rig.as('rosa')).get('/api/v1/social/threads');
    return (body as Threads).threads?.find((each) => each.text === text);
  });
  return thread.reference;
}

test('R45 R46 a mention is answered by direct message by the one who claimed it; the second sees who that is', async () => {
  const text = '@ourbrand my sofa came broken and nobody answers!';
  const reference = await mention(text);
  const page = await rig.open('rosa', '/work');
  await page.getByRole('link', { name: 'Social' }).click();
  await page.getByRole('button', { name: /my sofa came broken/ }).click();
  const thread = page.getByRole('region', { name: 'Thread', exact: true });
  await thread.getByText('Goes out as a direct message on X, never in public.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const field = thread.getByLabel('Direct message', { exact: true });
  const send = thread.getByRole('button', { name: 'Send direct message' });
  await field.fill('x'.repeat(10_001));
  await thread.getByText('10,001 of 10,000 characters').waitFor();
  expect(await send.isDisabled()).toBe(true);
  const answer = 'We are sorry, Ann. A new sofa comes on Monday.';
  await field.fill(answer);
  await thread.getByText('You are answering this.').waitFor();

  const second = await rig.open('finn', `/social?thread=${reference}`);
  const seen = second.getByRole('region', { name: 'Thread', exact: true });
  await seen.getByText('Rosa Responder is answering').waitFor();
  await seen.getByLabel('Direct message', { exact: true }).fill('Me too');
  expect(await seen.getByRole('button', { name: 'Send direct message' }).isDisabled()).toBe(true);

  // What was typed outlives leaving the page.
  await page.reload();
  expect(await field.inputValue()).toBe(answer);
  await send.click();
  await thread.getByRole('listitem').getByText(answer).waitFor();
  await thread.getByText('Sent', { exact: true }).waitFor();
  expect(x.world.messages.map(({ toUserId, text: sent }) => [toUserId, sent])).toEqual([
    [ANN, answer],
  ]);
  expect(x.violations).toEqual([]);
  await second.reload();
  await seen.getByRole('listitem').getByText(answer).waitFor();
});

test('R45 whoever is no responder finds no desk: not in the menu, not by its address, not by the API', async () => {
  const reference = await mention('@ourbrand the lamp is dark');
  const page = await rig.open('fay', '/work');
  await settled(page);
  expect(await page.getByRole('link', { name: 'Social' }).count()).toBe(0);
  await page.goto(`${rig.url}/console/social?thread=${reference}`);
  await page.getByText('Only designated responders see this page').waitFor();
  expect(await page.getByText('the lamp is dark').count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  const api = await rig.as('fay');
  for (const path of ['', `/${reference}`])
    expect((await api.get(`/api/v1/social/threads${path}`)).status).toBe(403);
  expect((await api.command(reference, 'answer', { text: 'Hello' })).status).toBe(403);
});

test('R46 where Redress cannot write, what was answered in the app is recorded; on a phone, list then thread', async () => {
  await rig.db.query(
    `insert into people.responder_grants select staff_id, 'facebook' from people.staff where email = 'finn@redress.test'`,
  );
  await rig.db.transaction((tx) =>
    acceptItem(tx, {
      ...{ dedupKey: newId(), trace: 'test', original: Buffer.from('{}'), attachments: [] },
      received: {
        ...{ channel: 'facebook', connector: 'facebook', receivedAt: new Date().toISOString() },
        sender: { name: 'Eva Lind', platformUserId: '7' },
        ...{ subject: '', text: 'The chair is wobbly, never again!', textCut: false },
        social: { platform: 'facebook', postId: '1', direct: false },
      },
    }),
  );
  const page = await rig.open('finn', '/social', { width: PHONE, dark: true });
  const row = page.getByRole('button', { name: /The chair is wobbly/ });
  await row.waitFor({ timeout: 30_000 });
  expect(await axeFaults(page)).toEqual([]);
  await row.click();
  await page.getByText(/Redress cannot write on Facebook/).waitFor();
  expect(await row.count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel('What you answered in the app').fill('Sorry, Eva. Which chair is it?');
  await page.getByLabel('When').fill('2026-01-05T09:30');
  await page.getByRole('button', { name: 'Answered in the app' }).click();
  const said = page.getByRole('listitem').filter({ hasText: 'Which chair is it?' });
  await said.getByText('Answered in the app').waitFor();
  expect(await said.locator('time').getAttribute('datetime')).toMatch(/^2026-01-05T08:30/);
  await page.getByRole('button', { name: 'All threads' }).click();
  await page.getByRole('region', { name: 'Threads' }).waitFor();
  await row.waitFor({ state: 'detached' });
});
