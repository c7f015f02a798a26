// One story a role, from signing in to the result, on the product as `npm start` runs it: its embedded PostgreSQL, a mail server beside
// it, a real Chromium. They follow one another in one house, as days do: who was invited in the first works in the next.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE } from '../../harness/console.ts';
import {
  ANN_ON_X,
  act,
  choose,
  choosePassword,
  type House,
  linkIn,
  open,
  openHouse,
  PASSWORD,
  referenceIn,
  staff,
  submit,
  tabTo,
  write,
} from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(await house?.stop()).toBe(0);
});

test('R45 the administrator follows the link of the first start and invites everybody; they come in by their mails', async () => {
  const ada = await house.visit(await house.firstLink());
  await ada.getByLabel('Your name').fill(staff.ada.name);
  await ada.getByLabel('E-mail').fill(staff.ada.email);
  await choosePassword(ada, 'Begin');
  await ada.getByRole('link', { name: 'People' }).click();
  const { ada: _first, ...invited } = staff;
  for (const { name, email, role } of Object.values(invited)) {
    await ada.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = ada.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('E-mail').fill(email);
    await choose(dialog, 'Role', new RegExp(`^${role}$`));
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await ada
      .getByRole('row', { name: new RegExp(name) })
      .getByText('Invited')
      .waitFor();
  }
  await ada.getByRole('button', { name: staff.rosa.name }).click();
  const drawer = ada.getByRole('dialog', { name: new RegExp(staff.rosa.name) });
  await drawer.getByLabel('X', { exact: true }).check();
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'hidden' });
  for (const { email } of Object.values(invited)) {
    const guest = await house.visit(linkIn(await house.mailTo(email, /^You are invited/)));
    await choosePassword(guest, 'Choose and sign in');
    await guest.context().close();
  }
});

const ANN = 'ann@customer.test';
const inDays = (days: number): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T12:00`;

test('R01 R10 R20 R24 R35 R37 R38 a complaint by mail is acknowledged, investigated, made good with a Moderate remedy that a supervisor approves on a phone in two taps, resolved behind its gate, and closed by the customer', async () => {
  const subject = 'My kettle';
  const fay = await house.signIn('fay', '/work');
  await fay.getByRole('button', { name: 'Nobody’s' }).click();
  await house.write({
    ...{ from: `Ann Vale <${ANN}>`, subject },
    text: 'Order 4711 came two weeks late, and the second time I had to wait. Nobody answers the phone.',
  });
  const acknowledgement = await house.mailTo(ANN, /^We have received your message/);
  const reference = referenceIn(acknowledgement.subject);
  for (const promised of [/truly sorry/, /personally and promptly/, /reply by: \w+, \d+ \w+ \d{4}/])
    expect(acknowledgement.text).toMatch(promised);
  await fay.getByRole('button', { name: /case.* changed: show/ }).click();
  await fay.getByRole('link', { name: subject, exact: true }).click();
  await act(fay, 'Take over');
  await act(fay, 'Start the investigation');
  await act(fay, 'Record the impact', (form) => form.getByLabel('Financial loss').fill('12.50'));
  await act(fay, 'Propose compensation', async (form) => {
    await choose(form, 'Compensation', /Gift voucher/);
    await form.getByLabel('Amount').fill('40');
    await form.getByLabel('Reason').fill('Waited two weeks');
    await form.getByText(/Needs the approval of another person: Supervisor/).waitFor();
  });

  const sam = await house.signIn('sam', '/approvals', PHONE);
  const list = sam.getByRole('navigation', { name: 'Approvals' });
  await list.getByRole('button', { name: reference }).tap();
  await sam.getByRole('article').getByText('12.50').waitFor();
  await sam.getByRole('button', { name: 'Approve', exact: true }).tap();
  await sam.getByText(`R1 of ${reference} is approved`).waitFor();
  const given = await house.mailTo(ANN, /^Making it right/);
  expect(given.text).toMatch(/For you: Gift voucher: €40\.00/);

  // What the supervisor did stands on the open page of the case by itself.
  await fay.getByRole('article').getByText('Sam Super').waitFor();
  await open(fay, 'Resolve');
  const gate = fay.getByRole('dialog');
  await gate.getByText('The root cause is not recorded.').waitFor();
  await gate.getByRole('button', { name: 'Record the root cause' }).click();
  await choose(gate, 'Root cause', /Late delivery/);
  await gate.getByLabel('Text').fill('The carrier lost it twice.');
  await submit(fay, 'Record the root cause');
  await act(fay, 'Request a corrective action', async (form) => {
    await form.getByLabel('Problem').fill('Parcels are lost on the way');
    await form.getByLabel('What is to be done').fill('Another carrier for kettles');
    await choose(form, 'Owner', /Fay Front/);
    await form.getByLabel('Due').fill(inDays(5));
  });
  await act(fay, 'Resolve', async (form) => {
    await choose(form, 'Outcome', /^Upheld$/);
    await form
      .getByLabel('Summary')
      .fill('The kettle is here, and another carrier brings the next.');
  });
  const outcome = await house.mailTo(ANN, /is resolved$/);
  expect(outcome.text).toContain('another carrier brings the next');

  const max = await house.signIn('max', '/corrective-actions', PHONE);
  await max.getByRole('button', { name: 'Approve the corrective action' }).tap();
  await submit(max, 'Approve the corrective action');
  await max.getByText('In work').waitFor();

  const ann = await house.visit(linkIn(outcome), PHONE);
  await ann.getByRole('heading', { name: 'Your case is resolved' }).waitFor();
  await ann.getByRole('radio', { name: 'Very well' }).check();
  await ann.getByRole('button', { name: 'Send answer' }).click();
  await fay.getByRole('main').getByText('Closed', { exact: true }).first().waitFor();
});

test('R07 R23 R35 a call is logged, made good and resolved on one screen by the keyboard alone, from signing in', async () => {
  const page = await house.visit('about:blank');
  await page.addInitScript(`for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
    addEventListener(kind, () => sessionStorage.setItem('touched', kind), true)`);
  await page.goto(`${house.product.url}/console/sign-in?to=%2Flog-complaint`);
  await page.getByLabel('E-mail').waitFor();
  await write(page, /^E-mail/, staff.fay.email);
  await write(page, /^Password/, PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Log a complaint' }).waitFor();
  await write(page, /^Name/, 'Ann');
  await page.getByRole('option', { name: /Ann Vale/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(ANN);
  await write(page, /^What the customer says/, 'The lid of the kettle is scratched.');
  await tabTo(page, /^Read back/);
  await page.keyboard.press('Space');
  const guide = page.getByRole('complementary', { name: 'Call guide' });
  for (const step of ['Greet', /^Listen/, /^Clarify/])
    expect(await guide.getByLabel(step).isChecked()).toBe(true);
  expect(await guide.getByLabel(/^Apologise/).isChecked()).toBe(false);
  await tabTo(page, /^It is small/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Category/);
  await page.keyboard.type('Product');
  await page.getByRole('option', { name: 'Product quality' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await write(page, /^What was done about it\s*\*/, 'A new lid, and we said sorry.');
  await tabTo(page, /^Nothing more/);
  const certificate = page.getByLabel('Gift certificate');
  for (let presses = 0; presses < 20 && !(await certificate.isChecked()); presses++)
    await page.keyboard.press('ArrowDown');
  await write(page, /^Amount/, '10.00');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Logged and resolved' }).waitFor();
  await tabTo(page, /^Open the case/);
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByText('Resolved', { exact: true }).first().waitFor();
  await page.getByRole('main').getByText('Minor', { exact: true }).first().waitFor();
  expect(await page.evaluate(`sessionStorage.getItem('touched')`)).toBeNull();
});

test('R45 R46 a responder claims what somebody said on X and answers by direct message, never in public', async () => {
  const rosa = await house.signIn('rosa', '/social');
  house.mention('@ourbrand my sofa came broken and nobody answers!');
  await rosa.getByRole('button', { name: /my sofa came broken/ }).click();
  const thread = rosa.getByRole('region', { name: 'Thread', exact: true });
  await thread.getByText('Goes out as a direct message on X, never in public.').waitFor();
  await thread.getByRole('button', { name: 'Claim' }).click();
  await thread.getByText('You are answering this.').waitFor();
  const answer = 'We are sorry, Ann. A new sofa comes on Monday.';
  await thread.getByLabel('Direct message', { exact: true }).fill(answer);
  await thread.getByRole('button', { name: 'Send direct message' }).click();
  await thread.getByRole('listitem').getByText(answer).waitFor();
  await thread.getByText('Sent', { exact: true }).waitFor();
  expect(house.x.world.messages.map(({ toUserId, text }) => [toUserId, text])).toEqual([
    [ANN_ON_X, answer],
  ]);
  expect(house.x.violations).toEqual([]);
});

test('R03 R10 a quarantined mail is read, released with a reason and acknowledged as the case that it became; the ledger adds up', async () => {
  const subject = 'My kitchen <img src=x onerror=alert(1)>';
  await house.write({
    ...{ from: 'zoe@customer.test, bob@customer.test', headers: { Sender: 'zoe@customer.test' } },
    ...{ subject, text: 'The kitchen came broken. <script>alert(1)</script>' },
  });
  const sam = await house.signIn('sam', '/triage');
  let alerts = 0;
  sam.on('dialog', () => alerts++);
  await sam.getByRole('button', { name: /My kitchen/ }).click();
  const source = sam.getByRole('complementary', { name: 'What was sent' });
  await source.getByText('The kitchen came broken. <script>alert(1)</script>').waitFor();
  await source.getByText('More than one sender').waitFor();
  await sam.keyboard.press('r');
  const dialog = sam.getByRole('dialog', { name: 'Release this item' });
  await dialog.getByLabel('Who sent it').fill('zoe@customer.test');
  await dialog.getByLabel('Reason').fill('Zoe wrote it, Bob is her husband');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await sam.getByText('Released: it is on its way to its case').waitFor();
  const acknowledgement = await house.mailTo('zoe@customer.test', /^We have received/);
  await sam.getByText('Intake ledger').click();
  await sam
    .getByRole('row', { name: /^Total/ })
    .getByText('adds up')
    .waitFor();
  await sam.goto(`${house.product.url}/console/cases/${referenceIn(acknowledgement.subject)}`);
  await sam.getByRole('heading', { name: subject }).waitFor();
  expect(alerts).toBe(0);
});

const matrix = `quietHours: null
tasks: { digestMinutes: 0 }
escalation:
  - { level: 1, afterHours: 0.001, warnHoursBefore: 0.0005, role: supervisor, action: { en: Review } }
  - { level: 2, afterHours: 0.002, warnHoursBefore: 0.0005, role: department_manager, action: { en: Intervene } }
  - { level: 3, afterHours: 0.003, warnHoursBefore: 0.0005, role: senior_management, action: { en: Decide } }
`;

test('R30 R31 R32 a change of the policy is published and followed by the next case: it goes up to senior management, who answers the customer', async () => {
  const ada = await house.signIn('ada', '/policy');
  await ada.getByText('YAML', { exact: true }).click();
  const editor = ada.getByRole('textbox', { name: 'The policy as YAML' });
  await editor.fill(`organisation: Larkwood\n${matrix}  - { level: 4 }\n`);
  await ada
    .getByText(/^Line 8: escalation/)
    .first()
    .waitFor();
  await editor.fill(`organisation: Larkwood\n${matrix}`);
  await ada.getByText(/becomes Larkwood/).waitFor();
  await ada.getByRole('button', { name: 'Review and publish' }).click();
  await ada.getByLabel('Why you change it').fill('Faster');
  await ada.getByRole('button', { name: 'Publish', exact: true }).click();
  await ada.getByText(/^Version \d+ holds for new cases/).waitFor();

  const bea = 'bea@customer.test';
  const text = 'I was charged twice and nobody answers. This is outrageous, I want a refund.';
  await house.write({ from: `Bea Moor <${bea}>`, subject: 'Charged twice', text });
  const acknowledgement = await house.mailTo(bea, /^We have received/);
  expect(acknowledgement.text).toContain('Larkwood');
  const reference = referenceIn(acknowledgement.subject);
  // Nobody took it: within seconds it has gone up the three levels, and each is told.
  await house.mailTo(staff.sue.email, new RegExp(`^To do: Level 3: Decide \\(${reference}`));
  const sue = await house.signIn('sue', '/overview');
  const top = sue.getByRole('region', { name: /Need senior management/ });
  await top.getByText('Charged twice').waitFor();
  await top.getByRole('link', { name: reference }).click();
  await act(sue, 'Take over');
  await sue.getByRole('textbox', { name: 'Reply' }).fill('I have your refund in hand myself.');
  await sue.keyboard.press('Control+Enter');
  const update = await house.mailTo(bea, /^News on your case/);
  expect(update.text).toContain('I have your refund in hand myself.');
});
