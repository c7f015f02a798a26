// Who says what by which way; whoever is turned away tries again later, with the same words and the same key. The ways are
// in ways.ts, the words in texts/, the times in stream.ts.
import { randomUUID } from 'node:crypto';
import { composeMail } from '../harness/mail-client.ts';
import { attachmentOf } from './attachments.ts';
import { type FastClock, sleepHours } from './fast-clock.ts';
import type { TakenMail } from './mail-server.ts';
import { addressOf, OUR_ADDRESS } from './people.ts';
import type { Stage } from './stage.ts';
import { bounceMail, brokenMail, noiseMail } from './strange-mail.ts';
import type { Later, Noise, Saying } from './texts.ts';
import {
  answerOnPage,
  byApi,
  byColleague,
  byForm,
  bySurvey,
  NotNow,
  onX,
  post,
  withPath,
} from './ways.ts';

/** What was tried and what became of it, as the senders saw it. */
export type Sent = {
  accepted: number;
  /** Turned away with an honest "not now" (503, 451), or not reached at all. */
  refused: number;
  /** Things said that were turned away at least once. */
  turnedAway: number;
  /** Those of them that were accepted at a later try. */
  caughtUp: number;
  /** Answers that no sender should get. */
  faults: string[];
  /** References that were told at once. */
  statusUrls: string[];
};

const RETRY_HOURS = 0.4;
const RETRY_WALL_MS_MIN = 700;

/** Tries until it is taken; what was refused once is counted as caught up in the end. */
async function insist(
  sent: Sent,
  clock: FastClock,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; !signal.aborted; tries++) {
    try {
      await act();
      sent.accepted++;
      if (tries > 1) sent.caughtUp++;
      return;
    } catch (error) {
      if (!(error instanceof NotNow)) {
        sent.faults.push((error as Error).message);
        return;
      }
      sent.refused++;
      if (tries === 1) sent.turnedAway++;
      const hours = Math.max(RETRY_HOURS, RETRY_WALL_MS_MIN / clock.wallMs(1));
      await sleepHours(clock, hours, signal);
    }
  }
}

/** The first mail that an address got from us, once it has one. */
const firstMailTo = async (
  stage: Stage,
  address: string,
  signal: AbortSignal,
): Promise<TakenMail | undefined> => {
  for (let hours = 0; hours < 48 && !signal.aborted; hours += 0.5) {
    const mail = stage.mail.mails.find(({ to }) => to === address);
    if (mail) return mail;
    await sleepHours(stage.clock, 0.5, signal);
  }
  return undefined;
};

const statusUrlIn = (mail: TakenMail): string =>
  /https?:\/\/\S+\/status\/\S+token=[\w-]+/.exec(mail.text)?.[0] ?? '';

async function composeLater(saying: Saying, later: Later, mail: TakenMail): Promise<Buffer> {
  const address = addressOf(saying.who, saying.language);
  const who = later.by === 'stranger' ? (later.who ?? 'Somebody Else') : saying.who;
  const robot = later.by === 'robot';
  return composeMail({
    from: `${who} <${later.by === 'stranger' ? addressOf(who, saying.language) : address}>`,
    to: OUR_ADDRESS,
    subject: robot ? `Automatic reply: ${mail.subject}` : `Re: ${mail.subject}`,
    text: robot ? later.text : `${later.text}\n\n> ${mail.text.trim().split('\n').join('\n> ')}`,
    inReplyTo: `<${mail.messageId}>`,
    references: [`<${mail.messageId}>`],
    ...(robot
      ? { headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } }
      : {}),
  });
}

/** Makes the voices. `sent` counts what they do. */
export function createVoices(stage: Stage, sent: Sent, signal: AbortSignal) {
  const taking = (act: () => Promise<void>) => insist(sent, stage.clock, signal, act);
  const knowing = (statusUrl: string | undefined): void => {
    if (statusUrl) sent.statusUrls.push(statusUrl);
  };

  const sayByMail = async (saying: Saying): Promise<void> => {
    const address = addressOf(saying.who, saying.language);
    const raw = await composeMail({
      from: `${saying.who} <${address}>`,
      to: OUR_ADDRESS,
      subject: saying.subject ?? '',
      text: saying.text,
      attachments: saying.files.map(attachmentOf),
    });
    await taking(() => post(stage, address, raw));
  };

  const say = async (saying: Saying): Promise<void> => {
    const key = randomUUID();
    switch (saying.via) {
      case 'form':
        return taking(async () => knowing(await byForm(stage, saying, key)));
      case 'api':
        return taking(async () => knowing(await byApi(stage, saying, key)));
      case 'survey':
        return taking(() => bySurvey(stage, saying, key));
      case 'phone':
      case 'desk':
        return taking(() => byColleague(stage, saying, key));
      case 'x':
        onX(stage, saying);
        sent.accepted++;
        return;
      case 'mail':
        return sayByMail(saying);
      default:
        return saying.via satisfies never;
    }
  };

  const sayLater = async (saying: Saying, later: Later): Promise<void> => {
    const address = addressOf(saying.who, saying.language);
    const mail = await firstMailTo(stage, address, signal);
    if (!mail) return;
    if (later.by === 'status') {
      const fields = { message: later.text, idempotencyKey: randomUUID() };
      return taking(() => answerOnPage(withPath(statusUrlIn(mail), '/reply'), fields));
    }
    if (later.by === 'bounce')
      return taking(() => post(stage, '', bounceMail(address, mail.messageId, OUR_ADDRESS)));
    const raw = await composeLater(saying, later, mail);
    return taking(() => post(stage, later.by === 'robot' ? '' : address, raw));
  };

  const makeNoise = async (noise: Noise): Promise<void> => {
    const broken = noise.kind === 'unreadable';
    const raw = broken ? brokenMail(noise, OUR_ADDRESS) : await noiseMail(noise, OUR_ADDRESS);
    const from = /<([^>]+)>/.exec(noise.from)?.[1] ?? noise.from;
    return taking(() => post(stage, from, raw));
  };

  /** Rates a case on its status page, which the last mail about it links to. False when there was none. */
  const rate = async (reference: string, score: number, comment: string): Promise<boolean> => {
    const mail = stage.mail.mails.findLast(({ text }) => text.includes(`/status/${reference}?`));
    if (!mail) return false;
    const url = withPath(statusUrlIn(mail), '/satisfaction');
    await taking(() => answerOnPage(url, { score: String(score), comment }));
    return true;
  };

  return { say, sayLater, makeNoise, rate };
}
export type Voices = ReturnType<typeof createVoices>;
