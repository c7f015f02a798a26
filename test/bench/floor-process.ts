// The floor: what the main job costs a plain program. One process, express, pg, natural's Bayes, nodemailer's pool, an outbox
// that a worker empties; no bus, no roles, no deadlines, no record. It is what Redress is compared with, not part of it.
import express from 'express';
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { readSayings } from '../demo/texts.ts';

const [databaseUrl = '', smtpUrl = '', port = '0'] = process.argv.slice(2);
const BATCH_MAX = 100;
const CONNECTIONS = 10;
const IDLE_MS = 5;

const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
const { hostname, port: smtpPort } = new URL(smtpUrl);
const transport = createTransport({
  host: hostname,
  port: Number(smtpPort),
  pool: true,
  maxConnections: CONNECTIONS,
  maxMessages: 100_000,
  ignoreTLS: true,
});

await pool.query(`
  create table if not exists cases (case_id bigint generated always as identity primary key, email text not null,
    name text, subject text, message text not null, category text not null, received_at timestamptz not null default now(),
    acknowledged_at timestamptz);
  create table if not exists outbox (outbox_id bigint generated always as identity primary key,
    case_id bigint not null references cases, recipient text not null, subject text not null, body text not null,
    sent_at timestamptz);
  create index if not exists outbox_waiting on outbox (outbox_id) where sent_at is null;`);

const classifier = new BayesClassifier();
for (const { text, via } of readSayings()) classifier.addDocument(text, via);
classifier.train();

async function accept(complaint: Record<string, string>): Promise<string> {
  const { name = '', email = '', subject = '', message = '' } = complaint;
  const category = classifier.classify(message);
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query({
      name: 'case',
      text: 'insert into cases (email, name, subject, message, category) values ($1, $2, $3, $4, $5) returning case_id',
      values: [email, name, subject, message, category],
    });
    const caseId = String((rows[0] as { case_id: string }).case_id);
    const body = `Dear ${name},\n\nthank you for telling us. We are sorry. Your reference is ${caseId}, and you will hear from us within 24 hours.\n`;
    await client.query({
      name: 'outbox',
      text: 'insert into outbox (case_id, recipient, subject, body) values ($1, $2, $3, $4)',
      values: [caseId, email, `We have your complaint ${caseId}`, body],
    });
    await client.query('commit');
    return caseId;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

type Waiting = {
  outbox_id: string;
  case_id: string;
  recipient: string;
  subject: string;
  body: string;
};

async function sendSome(): Promise<number> {
  const { rows } = await pool.query<Waiting>({
    name: 'waiting',
    text: 'select * from outbox where sent_at is null order by outbox_id limit $1',
    values: [BATCH_MAX],
  });
  await Promise.all(
    rows.map(({ recipient, subject, body }) =>
      transport.sendMail({ from: 'care@floor.test', to: recipient, subject, text: body }),
    ),
  );
  if (rows.length === 0) return 0;
  await pool.query({
    name: 'sent',
    text: `with sent as (update outbox set sent_at = now() where outbox_id = any($1::bigint[]) returning case_id)
      update cases c set acknowledged_at = now() from sent where c.case_id = sent.case_id`,
    values: [rows.map((row) => row.outbox_id)],
  });
  return rows.length;
}

async function sendForEver(): Promise<void> {
  for (;;) {
    const sent = await sendSome();
    if (sent === 0) await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  }
}

const app = express();
app.post('/api/v1/complaints', express.json(), async (request, response) => {
  const reference = await accept(request.body as Record<string, string>);
  response.status(202).json({ reference });
});
app.listen(Number(port), '127.0.0.1', () => process.stdout.write(`ready ${port}\n`));
process.on('SIGTERM', () => process.exit(0));
await sendForEver();
