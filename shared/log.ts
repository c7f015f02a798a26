// JSON logs by pino. Secrets and personal data stay out: callers log ids, never bodies or addresses.
import { type Logger, pino } from 'pino';

/** A structured logger; children carry `service`, `part` and `trace`. */
export type Log = Logger;

// What tells an operator where to look. All else that errors carry may be what a customer wrote: PostgreSQL's `detail` and
// `where` quote the row, mail servers' `response` the address.
const errorFields = new Set([
  'code',
  'status',
  'syscall',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'responseCode',
  'command',
]);
const MESSAGE_CHARS_MAX = 2000;

const CAUSES_MAX = 5;

/** An error as it stands in the log: the fields above, and its causes. */
export function errorForLog(given: unknown, causesMax = CAUSES_MAX): unknown {
  if (!(given instanceof Error)) return given;
  const facts = Object.entries(given).filter(
    ([name, value]) => errorFields.has(name) && ['string', 'number'].includes(typeof value),
  );
  const { cause } = given;
  const more = given instanceof AggregateError ? given.errors.slice(0, CAUSES_MAX) : [];
  return {
    ...Object.fromEntries(facts),
    type: given.name,
    message: given.message.slice(0, MESSAGE_CHARS_MAX),
    stack: given.stack?.slice(0, 2 * MESSAGE_CHARS_MAX),
    ...(cause === undefined || causesMax === 0 ? {} : { cause: errorForLog(cause, causesMax - 1) }),
    ...(more.length === 0 || causesMax === 0
      ? {}
      : { errors: more.map((each) => errorForLog(each, causesMax - 1)) }),
  };
}

/** Makes the root logger. It writes JSON lines to standard error, so that standard output stays for people and programs. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      serializers: { err: (error: unknown) => errorForLog(error) },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          'password',
          'token',
          'secret',
          'authorization',
          '*.password',
          '*.token',
          '*.secret',
          '*.authorization',
        ],
        censor: '<secret>',
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
