// Makes cases in numbers: open ones and samples of closed ones by the product's own decisions at a moved clock, further
// closed ones as copies of the samples, by SQL.
import type { Delivered } from '#shared/bus.ts';
import type { HandClock } from '#shared/clock.ts';
import type { Tx } from '#shared/db.ts';
import { type IntakeClassified, intakeClassifiedTopic } from '#shared/events/intake.ts';
import { messageReportedTopic } from '#shared/events/message.ts';
import { derivedId, newId, newTrace } from '#shared/ids.ts';
import { acceptItems, type NewItem } from '#shared/intake.ts';
import type { Role } from '#shared/people.ts';
import { intakeConsumer } from '../../../services/cases/consume-intake.ts';
import { reportConsumer } from '../../../services/cases/consume-reports.ts';
import type { Command } from '../../../services/cases/domain/commands/commands.ts';
import { decide } from '../../../services/cases/domain/decide.ts';
import { lockCases } from '../../../services/cases/stores/cases-store.ts';
import { beginWork, messageIdOf, type Shell } from '../../../services/cases/work.ts';
import { createRandom } from '../../chaos/random.ts';
import { nothingGiven } from '../../harness/case-fixtures.ts';
import { createComplaints, readTexts } from '../texts.ts';

/** What a case is made with: when it arrived, and how far it got. */
export type Wanted = { receivedAt: Date; acknowledged: boolean; commands: Command[] };

/** Makes cases as wanted, some hundred in a call. The bus hears nothing of them. */
export type Maker = (wanted: Wanted[]) => Promise<void>;

const channels = ['email', 'form', 'api', 'survey'] as const;
const severities = ['minor', 'minor', 'minor', 'moderate', 'moderate', 'major'] as const;

const silent = (tx: Tx): Tx => ({ ...tx, publish: () => undefined });

function delivered<E>(topic: string, payload: E, at: Date): Delivered<E> {
  const id = newId();
  return { id, topic, partition: 0, offset: 1, key: id, trace: newTrace(), at, payload };
}

/** Staff who carry commands out: a role each, by their ids. */
export const worker = { staffId: 'worker-1', role: 'supervisor' as Role, responderFor: [] };

/** Makes the maker. `shell` must run on `clock`. */
export async function createMaker(shell: Shell, clock: HandClock, seed: number): Promise<Maker> {
  const chance = createRandom(seed);
  const complaints = createComplaints('scale', await readTexts());
  const categories = shell.rules.policy.categories.map(({ key }) => key);
  const { pick } = chance;
  let made = 0;

  const itemOf = ({ receivedAt }: Wanted): NewItem => {
    const { name, email, subject, message } = complaints(made++);
    const text = message.slice(0, 600);
    return {
      dedupKey: `scale/${made}`,
      trace: newTrace(),
      original: Buffer.from(text),
      attachments: [],
      received: {
        ...{ channel: pick(channels), connector: 'scale', receivedAt: receivedAt.toISOString() },
        ...{ sender: { name, email }, subject, text, textCut: false },
      },
    };
  };
  const classifiedOf = (item: IntakeClassified['item']): Delivered<IntakeClassified> => {
    const classification: IntakeClassified['classification'] = {
      ...{ kind: 'complaint', category: pick(categories), severity: pick(severities) },
      ...{ language: pick(['en', 'en', 'de', 'es', 'fr']), agitated: chance.next() < 0.01 },
      ...{ threat: false, decided: true, evidence: [] },
      ...{ classifierVersion: 'scale', policyVersion: 'scale' },
    };
    return delivered(intakeClassifiedTopic.name, { item, classification }, clock.now());
  };
  const take = async (tx: Tx, wanted: Wanted[]): Promise<string[]> => {
    const items = wanted.map(itemOf);
    const accepted = await acceptItems(tx, items);
    const ids = accepted.map(({ itemId }) => itemId);
    const rows = await tx.query<{ received: IntakeClassified['item'] }>(
      `select i.received from intake.items i join unnest($1::uuid[]) with ordinality as u(id, n) on i.item_id = u.id order by u.n`,
      [ids],
    );
    clock.set(wanted[0]?.receivedAt ?? clock.now());
    await intakeConsumer(shell).handle(
      rows.map(({ received }) => classifiedOf(received)),
      tx,
    );
    return ids.map((itemId) => derivedId(itemId, 'case'));
  };
  const acknowledge = async (tx: Tx, caseIds: string[]): Promise<void> => {
    const reports = caseIds.map((caseId) =>
      delivered(
        messageReportedTopic.name,
        {
          ...{
            messageId: messageIdOf(caseId, 'acknowledgement'),
            caseId,
            purpose: 'acknowledgement' as const,
          },
          ...{ via: 'email' as const, status: 'sent' as const, at: clock.now().toISOString() },
        },
        clock.now(),
      ),
    );
    await reportConsumer(shell).handle(reports, tx);
  };
  const carryOut = async (tx: Tx, commands: Map<string, Command[]>): Promise<void> => {
    const loaded = await lockCases(tx.query, [...commands.keys()]);
    const rulesOf = await shell.policies.rulesFor(
      tx.query,
      loaded.map(({ state }) => state),
    );
    const work = beginWork(tx, shell, loaded);
    const actor = { type: 'staff' as const, ...worker };
    for (const { state, trace } of loaded)
      for (const command of commands.get(state.caseId) ?? []) {
        const current = work.caseOf(state.caseId) ?? state;
        const decided = decide(current, command, {
          ...{ rules: rulesOf(current), now: clock.now(), actor, staff: [] },
          remedyFacts: nothingGiven,
        });
        if (!decided.ok)
          throw new Error(`making cases: ${command.type} was refused: ${decided.message}`);
        work.take(decided, trace);
      }
    await work.flush();
  };
  return (wanted) =>
    shell.db.transaction(
      async (real) => {
        const tx = silent(real);
        const caseIds = await take(tx, wanted);
        const of = (n: number): string => caseIds[n] ?? '';
        const told = wanted.flatMap(({ acknowledged }, n) => (acknowledged ? [of(n)] : []));
        if (told.length > 0) await acknowledge(tx, told);
        const worked = wanted.flatMap(({ commands }, n) =>
          commands.length > 0 ? [[of(n), commands] as const] : [],
        );
        if (worked.length > 0) await carryOut(tx, new Map(worked));
      },
      { asyncCommit: true },
    );
}
