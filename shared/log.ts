// JSON logs by pino. Secrets and personal data stay out: callers log ids, never bodies or addresses.
import { type Logger, pino } from 'pino';

/** A structured logger; children carry `service`, `part` and `trace`. */
export type Log = Logger;

/** Makes the root logger. It writes JSON lines to standard error, so that standard output stays for people and programs. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
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
