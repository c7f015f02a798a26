// What each failure of a social platform means: again (when), never again, or in doubt. Every platform passes it.
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HandClock } from '../../shared/clock.ts';
import { errorText, InDoubtError, PermanentError, TransientError } from '../../shared/errors.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { createXPlatform } from '../../shared/platforms/x.ts';
import { testLog } from '../harness/postgres.ts';
import { ANNA, accountOn, startBrandOnX, TOKEN } from '../harness/watched-account.ts';
import type { Fault, XSimulator } from '../simulators/x.ts';
import { cannotDm } from '../simulators/x-answers.ts';

let clock: HandClock;
let x: XSimulator;
let platform: Platform;
const signal = new AbortController().signal;

const connect = (over: Record<string, unknown> = {}): Platform =>
  createXPlatform(accountOn(x, { requestTimeoutMs: 10_000, ...over }), { log: testLog, clock });
// Only who waits for what never comes gives up soon: on a busy machine, answers take their time.
const meeting = ({ kind }: Fault): Platform =>
  kind === 'silence' || kind === 'flood' ? connect({ requestTimeoutMs: 400 }) : platform;

beforeEach(async () => {
  ({ clock, x } = await startBrandOnX());
  platform = connect();
});
afterEach(() => x.stop());

const messages = () => x.world.messages.map(({ toUserId, text }) => ({ toUserId, text }));
const failureOf = async (work: Promise<unknown>): Promise<Error> =>
  await work.then(
    () => expect.fail('it did not fail'),
    (error) => error as Error,
  );

describe('what a failure means', () => {
  const status = (code: number, body?: unknown): Fault => ({ kind: 'status', status: code, body });
  const v1 = (code: number): unknown => ({ errors: [{ code, message: 'You cannot do this' }] });
  const detail = (text: string): unknown => ({ title: 'Forbidden', detail: text, status: 403 });

  const watching: [string, Fault, typeof TransientError | typeof PermanentError][] = [
    ['400', status(400), PermanentError],
    ['401', status(401), PermanentError],
    ['402', status(402), PermanentError],
    ['403', status(403), PermanentError],
    ['404', status(404), PermanentError],
    ['408', status(408), TransientError],
    ['429', status(429), TransientError],
    ['500', status(500), TransientError],
    ['502', status(502), TransientError],
    ['503', status(503), TransientError],
    ['504', status(504), TransientError],
    ['no answer', { kind: 'silence' }, TransientError],
    ['a cut connection', { kind: 'cut' }, TransientError],
    ['an answer that is no JSON', { kind: 'garbage' }, TransientError],
    ['an answer of another shape', status(200, ['hello']), TransientError],
    ['an answer without end', { kind: 'flood' }, TransientError],
    ['errors in place of posts', status(200, { errors: [{ detail: 'gone' }] }), PermanentError],
  ];
  test.each(watching)('watching: %s', async (_, fault, expected) => {
    x.plan('mentions', fault);
    expect(await failureOf(meeting(fault).watch(null, signal))).toBeInstanceOf(expected);
  });

  const sending: [string, Fault, new (text: string) => Error, string | undefined][] = [
    ['400', status(400), PermanentError, 'refused'],
    ['401', status(401), TransientError, undefined],
    ['402', status(402), PermanentError, 'not_permitted'],
    ['403 without a word', status(403, {}), PermanentError, 'not_permitted'],
    [
      '403 "Forbidden" (a scope is missing)',
      status(403, detail('Forbidden')),
      PermanentError,
      'not_permitted',
    ],
    ['403 no permission to DM', status(403, detail(cannotDm)), PermanentError, 'cannot_message'],
    [
      '403 operation not permitted',
      status(403, detail('This operation is not permitted.')),
      PermanentError,
      'cannot_message',
    ],
    ['403 with v1 code 349', status(403, v1(349)), PermanentError, 'cannot_message'],
    ['403 with v1 code 150', status(403, v1(150)), PermanentError, 'cannot_message'],
    ['403 with v1 code 326', status(403, v1(326)), PermanentError, 'not_permitted'],
    ['404', status(404), PermanentError, 'cannot_message'],
    ['408', status(408), TransientError, undefined],
    ['429', status(429), TransientError, undefined],
    ['500', status(500), InDoubtError, undefined],
    ['502', status(502), InDoubtError, undefined],
    ['503', status(503), InDoubtError, undefined],
    ['504', status(504), InDoubtError, undefined],
    ['no answer', { kind: 'silence' }, InDoubtError, undefined],
    ['a cut connection', { kind: 'cut' }, InDoubtError, undefined],
    ['an answer that is no JSON', { kind: 'garbage' }, InDoubtError, undefined],
    ['a success without an id', status(201, { data: {} }), InDoubtError, undefined],
  ];
  test.each(sending)('sending: %s', async (_, fault, expected, word) => {
    x.plan('message', fault);
    const sent = meeting(fault).sendDirectMessage(ANNA, 'hello', signal);
    const failure = await failureOf(sent);
    expect(failure).toBeInstanceOf(expected);
    if (word) expect(failure.message).toBe(word);
    expect(x.world.messages).toEqual([]);
  });

  test('sending: a connection that never stood is worth another try', async () => {
    await x.stop();
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(TransientError);
  });

  test('sending: a message whose answer was lost is found in the conversation and not in doubt', async () => {
    x.plan('message', { kind: 'cut_after_taking' });
    const sent = await platform.sendDirectMessage(ANNA, 'Tom & Jerry <3', signal);
    expect(sent.platformMessageId).toBe(x.world.messages[0]?.id);
    expect(messages()).toEqual([{ toUserId: ANNA, text: 'Tom & Jerry <3' }]);
  });

  test('sending: an older message of the same words does not settle the doubt', async () => {
    await platform.sendDirectMessage(ANNA, 'hello', signal);
    clock.advanceMs(60_000);
    x.plan('message', { kind: 'cut' });
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(InDoubtError);
  });

  test('sending: a doubt that cannot be looked up stays one', async () => {
    x.plan('message', { kind: 'status_after_taking', status: 503 });
    x.plan('conversation', { kind: 'status', status: 503 });
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(InDoubtError);
    expect(messages()).toHaveLength(1);
  });

  test('429 says when to come back, by the limit that is used up', async () => {
    for (let sent = 0; sent < 15; sent++) await platform.sendDirectMessage(ANNA, `${sent}`, signal);
    clock.advanceMs(300_000);
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'one more', signal));
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toHaveProperty('retryAfterMs', 600_000);
    clock.advanceMs(600_000);
    await platform.sendDirectMessage(ANNA, 'one more', signal);
    expect(messages()).toHaveLength(16);
  });

  test('a wait that no one could mean is bounded to a day', async () => {
    x.plan('mentions', { kind: 'status', status: 429, headers: { 'retry-after': '99999999999' } });
    const failure = await failureOf(platform.watch(null, signal));
    expect(failure).toHaveProperty('retryAfterMs', 86_400_000);
  });

  test('an answer without end is cut off by its size, not by waiting', async () => {
    x.plan('mentions', { kind: 'flood' });
    const failure = await failureOf(connect({ requestTimeoutMs: 60_000 }).watch(null, signal));
    expect(errorText(failure)).toContain('larger than');
  });

  test('no failure shows the access token, however it is printed', async () => {
    const faults: Fault[] = [status(401), status(500), { kind: 'cut' }, { kind: 'garbage' }];
    for (const fault of faults) {
      x.plan('mentions', fault);
      const failure = await failureOf(platform.watch(null, signal));
      expect(inspect(failure, { depth: 20, showHidden: true, getters: true })).not.toContain(TOKEN);
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(TOKEN);
    }
  });
});
