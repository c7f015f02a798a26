// Staff who make good under faults: propose and approve, again and again until told what became of it; and the check that
// each approved remedy went out as one compensation (I4).
import { eventually, redressJson } from '../harness/product.ts';
import { type Answer, createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { listMail } from './check.ts';
import type { Load } from './load.ts';
import type { Stage } from './stage.ts';

type Approved = { email: string; reference: string };
export type Approvals = { approved: Approved[]; finish(): Promise<void> };

const AMOUNT = '37.15';
const STEP_SECONDS = 120;

/** The staff API as a member of staff, wherever the product answers now. */
export async function signIn(stage: Stage, email: string): Promise<() => StaffApi> {
  const order = ['token', 'create', email];
  const { token } = await redressJson<{ token: string }>(stage.product.environment, ...order);
  return () => createStaffApi(stage.product.url('cases'), token);
}

/** Asks until the product answers with anything but a fault of its own. */
const insist = (what: string, ask: () => Promise<Answer>): Promise<Answer> =>
  eventually(
    what,
    async () => {
      const answer = await ask();
      return answer.status < 500 && answer;
    },
    STEP_SECONDS,
  );

type Remedy = { remedyId: string; state: string };

/** Begins to make good for customers by the API who have been acknowledged. */
export async function startApprovals(stage: Stage, load: Load): Promise<Approvals> {
  const [fay, sam, max] = await Promise.all(
    ['fay', 'sam', 'max'].map((name) => signIn(stage, `${name}@redress.test`)),
  );
  if (!fay || !sam || !max) throw new Error('nobody signed in');
  const approved: Approved[] = [];
  const begun = new Set<string>();
  let stopping = false;
  const command = (as: () => StaffApi, reference: string, name: string, body: unknown) => () =>
    as().post(`/api/v1/cases/${reference}/${name}`, body, {
      'idempotency-key': `chaos-${name}-${reference}`,
    });
  const makeGood = async (email: string, reference: string): Promise<void> => {
    await insist('the case', () => fay().get(`/api/v1/cases/${reference}`));
    const correction = { severity: 'moderate', reason: 'for the run' };
    await insist('the correction', command(fay, reference, 'correct', correction));
    const proposal = { option: 'gift_voucher', amount: AMOUNT, reason: 'for the run' };
    const proposed = await insist(
      'the proposal',
      command(fay, reference, 'propose-remedy', proposal),
    );
    if (proposed.status !== 200)
      throw new Error(
        `proposing for ${reference}: ${proposed.status} ${JSON.stringify(proposed.body)}`,
      );
    // Several approve at once, and each that hears nothing tries again.
    await Promise.all(
      [sam, max, sam].map((as, n) =>
        insist('the approval', () =>
          n === 0
            ? command(as, reference, 'approve-remedy', { remedyId: 'R1' })()
            : as().command(reference, 'approve-remedy', { remedyId: 'R1' }),
        ),
      ),
    );
    approved.push({ email, reference });
  };
  const work = async (): Promise<void> => {
    while (!stopping) {
      const next = load.accepted.find(
        ({ via, email }) =>
          via === 'api' && !begun.has(email) && stage.sink.mails.some(({ to }) => to === email),
      );
      if (next?.reference) {
        begun.add(next.email);
        await makeGood(next.email, next.reference);
      } else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const all = Promise.all([work(), work()]);
  all.catch(() => {});
  return {
    approved,
    finish: async () => {
      stopping = true;
      await all;
    },
  };
}

/** Each approved remedy: one in the case, one compensation mail at the server. */
export async function checkApprovals(stage: Stage, approved: Approved[]): Promise<string[]> {
  const violations: string[] = [];
  const fay = await signIn(stage, 'fay@redress.test');
  const compensations = async () => {
    const mails = await listMail(stage);
    return mails.filter(({ purpose }) => purpose === 'compensation');
  };
  const settled = async () => {
    const mails = await compensations();
    const done = mails.filter(({ state }) => state === 'sent').length;
    return done >= approved.length && mails;
  };
  const mails = await eventually('all compensations', settled, 180).catch(compensations);
  if (approved.length === 0) violations.push('I4 nothing was approved: nothing was tried');
  for (const { email, reference } of approved) {
    const { body } = await fay().get(`/api/v1/cases/${reference}`);
    const remedies = (body.remedies ?? []) as Remedy[];
    if (remedies.length !== 1) violations.push(`I4 ${reference} has ${remedies.length} remedies`);
    const theirs = mails.filter(({ to }) => to === email);
    const ids = new Set(
      theirs.map(({ rfcMessageId }) => (rfcMessageId ?? '').replace(/[<>]/g, '')),
    );
    const arrived = stage.sink.mails.filter((mail) => mail.to === email && ids.has(mail.messageId));
    if (ids.size !== 1 || arrived.length !== 1)
      violations.push(
        `I4 ${reference}: ${ids.size} compensation Message-IDs, ${arrived.length} mails arrived (${theirs.map(({ state }) => state).join(', ')})`,
      );
  }
  const wanted = new Set(approved.map(({ email }) => email));
  const strange = mails.filter(({ to }) => !wanted.has(to ?? ''));
  if (strange.length > 0) violations.push(`I4 ${strange.length} compensations nobody approved`);
  return violations;
}
