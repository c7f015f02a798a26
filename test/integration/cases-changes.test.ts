// Live changes over HTTP, on a real PostgreSQL: who is told what, from where on, and when it ends.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiToken, deactivateStaff } from '#shared/people.ts';
import { createChangeFeed } from '../../services/cases/changes/change-feed.ts';
import { parsePlace, placeText } from '../../services/cases/changes/change-frames.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { type ChangeStream, follow } from '../harness/change-stream.ts';
import { testLog } from '../harness/postgres.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
const streams: ChangeStream[] = [];
beforeAll(async () => {
  rig = await createApiRig({ changes: { listenersMax: 100, pollMs: 20, beatMs: 50 } });
});
afterAll(async () => {
  for (const stream of streams) stream.close();
  await rig.close();
});

const listen = async (name: string, lastEventId?: string): Promise<ChangeStream> => {
  const stream = await follow(rig.base, rig.api(name).authorization, lastEventId);
  streams.push(stream);
  return stream;
};

test('R20 a case that was opened and changed is told to all who listen, without names or texts', async () => {
  const [sam, fay] = await Promise.all([listen('sam'), listen('fiona')]);
  expect((await sam.next('ready')).data).toEqual({ resumed: false });
  const { reference } = await rig.say();
  const opened = await sam.untilCase(reference, ({ changes }) => changes.includes('case.opened'));
  expect(opened).toMatchObject({ status: 'new', severity: 'moderate', category: 'delivery' });
  expect(opened.taskDue).not.toBeNull();
  expect(JSON.stringify(opened)).not.toMatch(/Ann|parcel|customer\.test/i);
  await executeCommand(rig.shell, { reference, staffId: 'fiona', type: 'take-over', body: {} });
  const taken = await fay.untilCase(reference, ({ actor }) => actor === 'staff:fiona');
  expect(taken).toMatchObject({ assignee: 'fiona', mine: true });
});

test('R72 whose tasks a case has and who has unread notifications about it is told to each of them alone', async () => {
  const [fred, fiona, sam] = await Promise.all([listen('fred'), listen('fiona'), listen('sam')]);
  const { id } = await sam.next('ready');
  const { reference } = await rig.say();
  await rig.api('sam').command(reference, 'assign', { to: 'fred' });
  const hears = (stream: ChangeStream) =>
    stream.untilCase(reference, ({ assignee }) => assignee === 'fred');
  expect(await hears(fred)).toMatchObject({ mine: true, notified: true });
  for (const other of [fiona, await listen('sam', id)]) {
    const told = await hears(other);
    expect(told).toMatchObject({ notified: false, actor: 'staff:sam' });
    // Nobody's id but that of who has the case and of who did it: lists show these to everybody.
    expect(Object.keys(told).sort()).toEqual(
      [
        ...[
          'reference',
          'version',
          'status',
          'severity',
          'category',
          'assignee',
          'escalationLevel',
        ],
        ...['taskDue', 'changes', 'actor', 'mine', 'notified'],
      ].sort(),
    );
  }
});

test('what another process changed is told too', async () => {
  const sam = await listen('sam');
  await sam.next('ready');
  const { reference } = await rig.say();
  // Its own pool: this process hears of it only by reading the log.
  await rig.elsewhere((shell) =>
    executeCommand(shell, { reference, staffId: 'fred', type: 'take-over', body: {} }),
  );
  const taken = await sam.untilCase(reference, ({ actor }) => actor === 'staff:fred');
  expect(taken.assignee).toBe('fred');
});

test('whoever lost the connection goes on where they were, and learns when that is too long ago', async () => {
  const first = await listen('fiona');
  const { id } = await first.next('ready');
  first.close();
  const { reference } = await rig.say();
  const again = await listen('fiona', id);
  expect((await again.next('ready')).data).toEqual({ resumed: true });
  await again.untilCase(reference, () => true);
  const old = parsePlace(id);
  if (!old) throw new Error('no place');
  const stale = placeText({ ...old, at: new Date(old.at.getTime() - 25 * 3_600_000) });
  expect((await (await listen('fiona', stale)).next('ready')).data).toEqual({ resumed: false });
  for (const wrong of ['7', 'x'.repeat(200), '..........', '1.2.3.4.5.6.7.8.-1'])
    expect((await (await listen('fiona', wrong)).next('ready')).data).toEqual({ resumed: false });
});

test('more changes than can be named are told as many', async () => {
  const sam = await listen('sam');
  const { id } = await sam.next('ready');
  await rig.query(
    `select bus.publish(array_agg('case.changed.v1'::text), array_agg(0), array_agg('k'::text), array_agg(gen_random_uuid()),
       array_agg('t'::text), array_agg(json_build_object('caseId', gen_random_uuid())::text)) from generate_series(1, 600)`,
  );
  await sam.next('many');
  const again = await listen('sam', id);
  await again.next('many');
});

test('S25 a stream ends with the token, the session or the person', async () => {
  const { token, tokenId } = await rig.database.db.transaction((tx) =>
    createApiToken(tx, 'fred', 'short'),
  );
  const byToken = await follow(rig.base, `Bearer ${token}`);
  streams.push(byToken);
  await byToken.next('ready');
  await rig.query('update people.api_tokens set revoked_at = $2 where token_id = $1', [
    tokenId,
    rig.clock.now(),
  ]);
  await byToken.next('ended');
  await byToken.closed;
  const ofAudrey = await listen('audrey');
  await ofAudrey.next('ready');
  await rig.database.db.transaction((tx) => deactivateStaff(tx, 'audrey', rig.clock.now()));
  await ofAudrey.next('ended');
  await ofAudrey.closed;
  await expect(follow(rig.base, 'Bearer rdr_nobody')).rejects.toThrow('401');
});

test('S27 one person cannot take all the room, and there is an end to it', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => listen('dora')));
  await expect(listen('dora')).rejects.toThrow('429');
  for (const stream of many) stream.close();
  await expect
    .poll(() => listen('dora').then((stream) => stream.close()), { timeout: 20_000 })
    .toBeUndefined();
});

test('who does not take in what is told is let go; at the stop all are, and nobody is taken in', async () => {
  const { db } = rig.database;
  const feed = createChangeFeed({ db, clock: rig.clock, log: testLog }, { listenersMax: 5 });
  const ended: string[] = [];
  const listener = (staffId: string, takes: boolean) => ({
    staffId,
    write: () => takes,
    end: () => void ended.push(staffId),
    isGood: async () => true,
  });
  await feed.listen(listener('quick', true));
  await feed.listen(listener('slow', false));
  for (const part of feed.parts) await part.start();
  await rig.say();
  await expect.poll(() => ended, { timeout: 20_000 }).toEqual(['slow']);
  feed.drain();
  expect(ended).toEqual(['slow', 'quick']);
  await expect(feed.listen(listener('late', true))).rejects.toMatchObject({ status: 503 });
  for (const part of feed.parts) await part.stop();
});
