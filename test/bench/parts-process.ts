// One part of the work, alone in a process, as fast as it goes: inserts, mails to the sink, mails from Dovecot, or an express
// that answers. Prints how many, in how long, at what CPU time.
import express from 'express';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import pg from 'pg';

const [what = '', ...args] = process.argv.slice(2);
const text = 'A complaint of ordinary length, as people write them. '.repeat(22);
const BULK = 50;

async function repeat(
  workers: number,
  seconds: number,
  once: (n: number) => Promise<unknown>,
): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let units = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (performance.now() < until) {
        await once(units);
        units++;
      }
    }),
  );
  return units;
}

async function insert(
  url: string,
  workers: number,
  seconds: number,
): Promise<() => Promise<number>> {
  const pool = new pg.Pool({ connectionString: url, max: workers });
  await pool.query(
    'create table if not exists rows (row_id bigint generated always as identity primary key, text text)',
  );
  const statement = { name: 'insert', text: 'insert into rows (text) values ($1)', values: [text] };
  await repeat(workers, 0.5, () => pool.query(statement));
  return () => repeat(workers, seconds, () => pool.query(statement));
}

async function smtp(
  port: number,
  workers: number,
  seconds: number,
): Promise<() => Promise<number>> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: workers,
    maxMessages: 1e6,
    ignoreTLS: true,
  });
  const send = (n: number) =>
    transport.sendMail({
      from: 'care@part.test',
      to: `c${n}@part.test`,
      subject: 'Your complaint',
      text: text.slice(0, 600),
    });
  await repeat(workers, 0.5, send);
  return () => repeat(workers, seconds, send);
}

async function imap(how: string, port: number, count: number): Promise<() => Promise<number>> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'care', pass: 'secret' },
    logger: false,
  });
  await client.connect();
  await client.mailboxOpen('INBOX');
  const uids = (await client.search({ all: true }, { uid: true })) || [];
  const step = how === 'one' ? 1 : BULK;
  return async () => {
    let done = 0;
    for (let from = 0; from < Math.min(count, uids.length); from += step) {
      const range = uids.slice(from, from + step).join(',');
      const mails = await client.fetchAll(range, { source: true }, { uid: true });
      for (const { source } of mails) if (source) await simpleParser(source);
      await client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
      done += mails.length;
    }
    return done;
  };
}

function serveExpress(port: number): void {
  const app = express();
  app.post('/api/v1/complaints', express.json(), (_request, response) => {
    response.status(202).json({ reference: 'C-0000-0000' });
  });
  app.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
}

async function prepare(): Promise<() => Promise<number>> {
  const [first = '', second = '', third = ''] = args;
  if (what === 'insert') return insert(first, Number(second), Number(third));
  if (what === 'smtp') return smtp(Number(first), Number(second), Number(third));
  return imap(first, Number(second), Number(third));
}

if (what === 'express') serveExpress(Number(args[0]));
else {
  const work = await prepare();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const units = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(JSON.stringify({ units, seconds, cpuMs: (user + system) / 1000 }));
  process.exit(0);
}
