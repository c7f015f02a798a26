// A policy that is published while the product runs, each service in a process of its own: new cases, mails, pages and the
// classifier follow it without a restart; open cases keep theirs; and it stays in force over a restart.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { startApart, type Topology, writeConfig } from '../harness/topology.ts';

const users = [
  { email: 'ada@redress.test', name: 'Ada Admin', role: 'admin' },
  { email: 'sam@redress.test', name: 'Sam Super', role: 'supervisor' },
];

let database: TestDatabase;
let sink: SmtpSink;
let product: Topology;
beforeAll(async () => {
  database = await createTestDatabase();
  sink = await startSmtpSink();
  product = await startApart({
    REDRESS_CONFIG: writeConfig({ users, policy: { organisation: 'Corner Shop' } }),
    DATABASE_URL: database.url,
    SECRET_KEY: 'an acceptance test needs a key of 32 characters',
    SMTP_URL: sink.url,
    MAIL_FROM: 'care@shop.test',
    INTAKE_RATE_LIMIT: '0',
  });
});
afterAll(async () => {
  await product?.stop();
  await sink?.stop();
  await database?.drop();
});

type View = { category: string; resolveBy: string; policyVersion: string; openedAt: string };

async function complain(email: string): Promise<View> {
  const answer = await fetch(`${product.url('portal')}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, message: 'The zorblat of my order is broken. I want another.' }),
  });
  const { reference } = (await answer.json()) as { reference: string };
  await eventually('the acknowledgement', () => sink.mails.some(({ to }) => to === email));
  return redressJson<View>(product.environment, 'case', 'show', reference);
}

const hours = ({ openedAt, resolveBy }: View): number =>
  (Date.parse(resolveBy) - Date.parse(openedAt)) / 3_600_000;
const senderTo = (address: string): string =>
  /^From: (.*)$/m.exec(sink.mails.find(({ to }) => to === address)?.raw ?? '')?.[1] ?? '';
const formPage = async (): Promise<string> => (await fetch(`${product.url('portal')}/`)).text();

test('R32 what is published while it runs is followed by all services, not by the open cases', async () => {
  const before = await complain('before@customer.test');
  expect(hours(before)).toBe(72);
  expect(senderTo('before@customer.test')).toContain('Corner Shop');

  const path = join(scratchFolder(), 'policy.yaml');
  writeFileSync(
    path,
    [
      'organisation: Grand Store',
      'resolution: { withinHours: 10 }',
      'categories:',
      '  - { key: zorblats, label: { en: Zorblats }, terms: { en: zorblat } }',
      '  - { key: other, label: { en: Other }, terms: {} }',
    ].join('\n'),
  );
  const { environment } = product;
  await redress(environment, 'policy', 'import', path, '--as', 'ada@redress.test');
  await eventually('the form', async () => (await formPage()).includes('Grand Store'));

  // The classifier reads the new words for a moment longer.
  let sent = 0;
  const after = await eventually('a case of the new category', async () => {
    sent++;
    const view = await complain(`after-${sent}@customer.test`);
    return view.category === 'zorblats' ? view : undefined;
  });
  expect(hours(after)).toBe(10);
  expect(after.policyVersion).not.toBe(before.policyVersion);
  expect(senderTo(`after-${sent}@customer.test`)).toContain('Grand Store');

  const { reference } = (
    await redressJson<{ cases: (View & { reference: string })[] }>(
      environment,
      'case',
      'list',
      '--limit',
      '50',
    )
  ).cases.at(-1) ?? { reference: '' };
  const kept = await redressJson<View>(environment, 'case', 'show', reference);
  expect(kept).toMatchObject({ policyVersion: before.policyVersion, resolveBy: before.resolveBy });
});

test('R32 a restart with the same file leaves what a person published in force', async () => {
  await product.processes.get('cases')?.stop();
  await product.restart('cases');
  expect((await formPage()).includes('Grand Store')).toBe(true);
  const view = await complain('restarted@customer.test');
  expect(hours(view)).toBe(10);
});
