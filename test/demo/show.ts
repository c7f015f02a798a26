// Plays the demo on its stage: stream, staff and outages together, and what is known of them for view and summary.
import type { CaseChanged } from '../../shared/events/case.ts';
import { gatherCompany } from './cast.ts';
import type { DemoOptions } from './options.ts';
import { createOutages } from './outages.ts';
import { clockText, type Happened, type Scenery } from './picture.ts';
import { perform } from './plays.ts';
import type { Stage } from './stage.ts';
import { type Happening, planStream, playStream } from './stream.ts';
import { readNoise, readSayings, readStaffTexts } from './texts.ts';
import { createVoices, type Sent } from './voices.ts';
import { type Figures, startWatch } from './watch.ts';

/** When, in parts of the stream, what breaks. */
const DATABASE_AT = 0.3;
const MAIL_AT = 0.6;

const words: Record<string, string> = {
  'case.opened': 'opened',
  'case.acknowledged': 'acknowledged',
  'acknowledgement.failed': 'acknowledgement failed: a person is asked to tell them',
  'acknowledgement.missed': 'acknowledgement missed',
  'customer.replied': 'the customer adds something',
  'link.proposed': 'quotes a case that is not theirs: a case of its own, a person decides',
  'case.assigned': 'taken over',
  'investigation.started': 'investigated',
  'update.sent': 'the customer is told how it goes',
  'customer.answered': 'answered by direct message',
  'escalation.warned': 'escalates soon',
  'threat.suspected': 'may be a threat: a supervisor decides',
  'threat.decided': 'a supervisor decided whether it is a threat',
  'contact.suspended': 'contact suspended: a threat, a manager decides',
  'suspension.lifted': 'contact taken up again',
  'case.marked_agitated': 'marked as agitated',
  'case.waiting': 'waits',
  'remedy.proposed': 'remedy proposed',
  'remedy.approved': 'remedy approved',
  'remedy.rejected': 'remedy rejected',
  'remedy.delivered': 'remedy delivered',
  'remedy.delivery_failed': 'remedy could not be delivered: a person is asked',
  'case.resolved': 'resolved',
  'follow_up.recorded': 'followed up',
  'case.reopened': 'reopened: the customer is not satisfied',
  'case.closed': 'closed',
};

function happenedOf(changed: CaseChanged): Happened | undefined {
  const { change, reference, channel, severity, category, escalationLevel } = changed;
  const said =
    change === 'case.escalated' ? `escalated to level ${escalationLevel}` : words[change];
  if (!said) return undefined;
  const facts = `${reference}  ${channel.padEnd(10)}${severity.padEnd(9)} ${category.padEnd(13)}`;
  const bad = /escalated|missed|failed|suspended|reopened/.test(change);
  const good = /closed|delivered$/.test(change);
  return {
    at: new Date(changed.at),
    text: `${facts}  ${said}`,
    severity,
    tone: bad ? 'bad' : good ? 'good' : 'plain',
  };
}

const ways: Record<string, string> = {
  mail: 'by mail',
  form: 'by form',
  api: 'by API',
  survey: 'in a survey',
  x: 'on X',
  phone: 'on the phone',
  desk: 'in the shop',
  reply: 'answers',
  status: 'on the status page',
  robot: 'answers by robot',
};

/** What somebody says, in one line. */
function spoken(happening: Happening, at: Date): Happened {
  const said = (who: string, way: string, text: string): Happened => ({
    at,
    text: `${who} ${ways[way] ?? way}: “${text.replace(/\s+/g, ' ').trim()}”`,
    tone: 'voice',
  });
  if (happening.type === 'noise') {
    const { from, kind, subject } = happening.noise;
    return said(from.replace(/ *<[^>]*>/g, ''), `(${kind.replace('_', ' ')})`, subject);
  }
  const { saying } = happening;
  if (happening.type === 'saying') return said(saying.who, saying.via, saying.text);
  const { by, text, who = saying.who } = happening.later;
  if (by === 'bounce') return said('A mail server', 'of our mail', 'This mailbox is closed.');
  return said(who, by === 'stranger' ? 'quotes a reference' : by, text);
}

function placesOf({ url, folder, mail, inletPort }: Stage, statusUrls: readonly string[]) {
  const cli = `REDRESS_DATA=${folder}/data npm run -s redress --`;
  return [
    ['Form', `${url}/    (mail to us: SMTP on 127.0.0.1:${inletPort})`],
    ['Status', statusUrls[0] ?? '(the first follows at once)'],
    ...(statusUrls.length > 1 ? ([['', statusUrls.at(-1) ?? '']] as const) : []),
    ['Mails', `${mail.inboxUrl}/    (all that customers and staff were sent)`],
    ['CLI', `${cli} case list    (or ledger, task list, verify)`],
    ['API', `curl -H "Authorization: Bearer $(cat ${folder}/token)" ${url}/api/v1/cases`],
    ['Log', `${folder}/redress.log    (Ctrl-C ends the demo and removes the folder)`],
  ] as const;
}

/** What can be asked of a show while it runs. */
export type Show = Awaited<ReturnType<typeof startShow>>;

/** Cents of a decimal amount. */
const centsOf = (amount: string | undefined): number => Math.round(Number(amount ?? 0) * 100);

/** Starts the show. It goes on until `signal` ends it. */
export async function startShow(stage: Stage, options: DemoOptions, signal: AbortSignal) {
  const sayings = readSayings();
  const plan = planStream({ sayings, noise: readNoise() }, options);
  const sent: Sent = {
    accepted: 0,
    refused: 0,
    turnedAway: 0,
    caughtUp: 0,
    faults: [],
    statusUrls: [],
  };
  const happened: Happened[] = [];
  const tell = (one: Happened): void => {
    happened.push(one);
  };
  const voices = createVoices(stage, sent, signal);
  const watch = await startWatch(stage);
  const parts = { stage, voices, signal, texts: readStaffTexts() };
  const company = gatherCompany(parts, sayings, options.seed);
  const outages = createOutages(
    stage,
    sent,
    (text) =>
      tell({ at: stage.clock.now(), text, tone: /back|again:/.test(text) ? 'good' : 'bad' }),
    signal,
  );
  let costCents = 0;
  watch.onChange((changed) => {
    const one = happenedOf(changed);
    if (one) tell(one);
    perform(company, changed);
    if (changed.change !== 'remedy.approved') return;
    void company.hands.view(changed.reference).then((view) => {
      costCents += centsOf(view?.remedies.findLast(({ approvedBy }) => approvedBy)?.amount);
    });
  });
  let said = 0;
  const broken: Promise<void>[] = [];
  const onSaid = (happening: Happening): void => {
    said++;
    tell(spoken(happening, stage.clock.now()));
    if (said === Math.ceil(plan.length * DATABASE_AT)) broken.push(outages.database());
    if (said === Math.ceil(plan.length * MAIL_AT)) broken.push(outages.mailServer());
  };
  let over = false;
  const playing = playStream(plan, voices, { clock: stage.clock, signal, onSaid })
    .then(() => Promise.all(broken))
    .then(() => {
      over = true;
    });
  const scenery = (figures: Figures): Scenery => ({
    now: stage.clock.now(),
    startedAt: stage.clock.startedAt,
    minutesPerSecond: stage.clock.minutesPerSecond,
    said,
    planned: plan.length,
    turnedAway: sent.turnedAway,
    caughtUp: sent.caughtUp,
    figures,
    cases: watch.cases.values(),
    changes: watch.changes,
    escalations: watch.escalations,
    costCents,
    publicPosts: stage.x.violations.length,
    errors: stage.errors(),
    happened,
    places: placesOf(stage, sent.statusUrls),
    outage: outages.outages
      .filter(({ until }) => !until)
      .map(({ what, from }) => `OUTAGE since ${clockText(from)}: ${what}`)[0],
  });
  return {
    plan,
    sent,
    watch,
    company,
    outages: outages.outages,
    costCents: () => costCents,
    scenery,
    /** All is said, decided and sent, and what was left alone has gone up to level 3. */
    isDone: (figures: Figures): boolean =>
      over &&
      !figures.stale &&
      figures.total.pending === 0 &&
      figures.messagesOpen === 0 &&
      (watch.escalations.get(3) ?? 0) > 0,
    stop: async (): Promise<void> => {
      await playing;
      await watch.stop();
    },
  };
}
