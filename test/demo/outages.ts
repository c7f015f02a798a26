// What breaks during the demo: PostgreSQL is killed, the mail server turns everybody away. It mends nothing: Redress and
// those who were turned away do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleepHours } from './fast-clock.ts';
import type { Stage } from './stage.ts';
import type { Sent } from './voices.ts';

/** One outage and what it did. */
export type Outage = {
  what: 'PostgreSQL killed' | 'mail server refuses';
  from: Date;
  until?: Date;
  /** How often somebody was turned away meanwhile: senders by us, our mails by the mail server. */
  refused: number;
};

/** PostgreSQL is killed again and again for so long on the wall: Redress brings it back within a second each time. */
const KILLING_WALL_MS = 4_000;
const KILL_EVERY_MS = 400;
const MAIL_AWAY_HOURS = 1.5;

function killPostgres(folder: string): void {
  try {
    const file = readFileSync(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8');
    const pid = Number(file.split('\n')[0]);
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // It is not back yet.
  }
}

const wall = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes the outages. `onEvent` tells what happens, in words. */
export function createOutages(
  stage: Stage,
  sent: Sent,
  onEvent: (text: string) => void,
  signal: AbortSignal,
) {
  const outages: Outage[] = [];
  const begin = (what: Outage['what'], refusals: () => number): ((mended: string) => void) => {
    const before = refusals();
    const outage: Outage = { what, from: stage.clock.now(), refused: 0 };
    outages.push(outage);
    return (mended) => {
      outage.until = stage.clock.now();
      outage.refused = refusals() - before;
      onEvent(mended);
    };
  };
  return {
    outages,
    database: async (): Promise<void> => {
      const end = begin('PostgreSQL killed', () => sent.refused);
      onEvent('PostgreSQL is killed (SIGKILL), again and again');
      const until = Date.now() + KILLING_WALL_MS;
      while (Date.now() < until && !signal.aborted) {
        killPostgres(stage.folder);
        await wall(KILL_EVERY_MS);
      }
      while (!signal.aborted) {
        const back = await stage.db.query('select 1').catch(() => undefined);
        if (back) break;
        await wall(100);
      }
      end('PostgreSQL is back: Redress started it again; those turned away try again');
    },
    mailServer: async (): Promise<void> => {
      const end = begin('mail server refuses', stage.mail.refused);
      onEvent('the mail server turns everybody away (421)');
      stage.mail.refuse(true);
      await sleepHours(stage.clock, MAIL_AWAY_HOURS, signal);
      stage.mail.refuse(false);
      end('the mail server takes mail again: what waited goes out');
    },
  };
}
