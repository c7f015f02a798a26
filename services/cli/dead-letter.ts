// `dead-letter`: events that were given up on. `bus`: how far consumers are, and handling events again from a place on.
import { InvalidArgumentError } from 'commander';
import {
  listDeadLetters,
  type OpenedLetter,
  openDeadLetters,
  type ReplayStart,
  replayDeadLetters,
  replayFrom,
} from '#shared/bus/dead-letters.ts';
import { readBusFigures } from '#shared/bus/figures.ts';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';

const limit = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('expected 1 to 1000');
  return value;
};

const start = (text: string): ReplayStart => {
  if (/^\d{1,15}$/.test(text)) return { offset: Number(text) };
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(
      'expected an offset of the log, or a time like 2026-11-23T08:00:00Z',
    );
  return { time };
};

const lettersText = (letters: OpenedLetter[]): string =>
  letters
    .map((letter) =>
      [
        `${letter.id}`,
        `event      ${letter.eventId}`,
        `key        ${letter.key}`,
        `trace      ${letter.trace}`,
        `published  ${letter.publishedAt}`,
        `given up   ${letter.deadAt} after ${letter.tries} tries`,
        `reason     ${letter.reason}`,
        `payload    ${letter.payloadBytes} bytes, ${letter.encoding}`,
        letter.payload,
      ].join('\n'),
    )
    .join('\n\n');

type ListOptions = { group?: string; topic?: string; cursor?: string; limit: number };

/** `dead-letter list|show|replay` and `bus status|replay`. */
export const addDeadLetterCommands: AddCommands = (program, run) => {
  const deadLetter = program
    .command('dead-letter')
    .description('events that a consumer failed to handle so often that it gave up on them');
  deadLetter
    .command('list', { isDefault: true })
    .description('list them, newest first')
    .option('--group <name>', 'only of this consumer group')
    .option('--topic <name>', 'only of this topic')
    .option('--cursor <cursor>', 'the page after: `next` of the page before')
    .option('--limit <n>', 'how many', limit, 50)
    .action((options: ListOptions) =>
      run(async ({ db, print }) => {
        const page = await listDeadLetters(db.query, options);
        const rows = page.deadLetters.map((letter) => [
          letter.deadAt,
          letter.id,
          letter.tries,
          letter.reason.slice(0, 100),
        ]);
        const more = page.next ? `\nmore: --cursor ${page.next}` : '';
        print(page, tableText(['GIVEN UP', 'ID', 'TRIES', 'REASON'], rows) + more);
      }),
    );
  deadLetter
    .command('show <id>')
    .description('show one with its payload, by its id or by the id of its event')
    .action((id: string) =>
      run(async ({ db, print }) => {
        const letters = await openDeadLetters(db.query, id);
        if (letters.length === 0)
          throw new RequestError(404, 'not_found', `there is no dead letter ${id}`);
        print({ deadLetters: letters }, lettersText(letters));
      }),
    );
  deadLetter
    .command('replay <id...>')
    .description('give them back to their consumers, which try them again; repeating it is safe')
    .action((ids: string[]) =>
      run(async ({ db, clock, print }) => {
        const letters = (await Promise.all(ids.map((id) => openDeadLetters(db.query, id)))).flat();
        const replayed = await replayDeadLetters({ db, clock }, letters);
        const text = replayed.length > 0 ? `given back: ${replayed.join(', ')}` : 'none was dead';
        print({ replayed }, text);
      }),
    );
  addBusCommands(program, run);
};

type ReplayOptions = { group: string; topic: string; from: ReplayStart };

const addBusCommands: AddCommands = (program, run) => {
  const bus = program.command('bus').description('how far the consumers of events are');
  bus
    .command('status', { isDefault: true })
    .description('lag, waiting and given-up events of each consumer group and topic')
    .action(() =>
      run(async ({ db, print }) => {
        const consumers = await readBusFigures(db.query);
        const rows = consumers.map((each) => [
          each.group,
          each.topic,
          each.lag,
          each.parked,
          each.dead,
        ]);
        print({ consumers }, tableText(['GROUP', 'TOPIC', 'LAG', 'WAITING', 'DEAD'], rows));
      }),
    );
  bus
    .command('replay')
    .description('move a group back in a topic: it handles events again that the log still has')
    .requiredOption('--group <name>', 'the consumer group')
    .requiredOption('--topic <name>', 'the topic')
    .requiredOption('--from <place>', 'an offset of the log, or a time (RFC 3339)', start)
    .action(({ group, topic, from }: ReplayOptions) =>
      run(async ({ db, print }) => {
        const replay = await replayFrom(db, { group, topic }, from);
        const reach = replay.logSince ? `; the log reaches back to ${replay.logSince}` : '';
        print(replay, `${replay.events} events lie before ${group} now${reach}`);
      }),
    );
};
