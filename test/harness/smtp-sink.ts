// A mail server that takes everything fast, or fails as told: for tests of what sends mail. It keeps mails in memory only.
import { createServer, type Server, type Socket } from 'node:net';

/** What the server does with one mail. Cuts destroy the connection. */
export type SinkAction =
  | 'accept'
  /** Says this code to RCPT TO. */
  | { rcpt: number }
  /** Says this code after the final dot. */
  | { dot: number }
  /** Answers DATA with a cut: the client never handed its mail over. */
  | 'cut_before_data'
  /** Takes the mail (it counts as received) and cuts before the reply. */
  | 'cut_after_dot'
  /** Takes the mail and never replies. */
  | 'stall_after_dot';

/** A mail that was handed over up to the final dot. `accepted`: the client was told 250. */
type SinkMail = {
  from: string;
  to: string;
  raw: string;
  messageId: string;
  accepted: boolean;
};

export type SmtpSink = {
  url: string;
  port: number;
  mails: SinkMail[];
  /** Chooses what happens to the next mails. */
  script(decide: (recipient: string) => SinkAction): void;
  connections(): number;
  /** Closes every connection, as a server does with idle ones. */
  dropConnections(): void;
  stop(): Promise<void>;
};

type Decide = (recipient: string) => SinkAction;
type Session = { from: string; to: string; action: SinkAction; data: boolean };

const DOT = Buffer.from('\r\n.\r\n');

function takeMail(session: Session, raw: Buffer, mails: SinkMail[], socket: Socket): void {
  const { action, from, to } = session;
  const text = raw.toString('utf8').replace(/\r\n\.\./g, '\r\n.');
  const messageId = /^Message-ID:\s*<([^>]+)>/im.exec(text)?.[1] ?? '';
  const refused = typeof action === 'object' && 'dot' in action;
  if (!refused) mails.push({ from, to, raw: text, messageId, accepted: action === 'accept' });
  if (action === 'cut_after_dot') socket.destroy();
  else if (refused) socket.write(`${action.dot} 5.0.0 as told\r\n`);
  else if (action === 'accept') socket.write('250 2.0.0 taken\r\n');
}

const greeting = [
  '250-sink',
  '250-PIPELINING',
  '250-8BITMIME',
  '250-SMTPUTF8',
  '250 SIZE 50000000',
];

/** The reply to one command; an empty text cuts the connection. */
function replyTo(line: string, session: Session, decide: Decide): string {
  const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
  const { action } = session;
  switch (line.slice(0, 4).toUpperCase()) {
    case 'EHLO':
      return greeting.join('\r\n');
    case 'MAIL':
      session.from = address;
      return '250 2.1.0 ok';
    case 'RCPT': {
      session.to = address;
      session.action = decide(address);
      const told =
        typeof session.action === 'object' && 'rcpt' in session.action && session.action.rcpt;
      return told ? `${told} 5.1.1 as told` : '250 2.1.5 ok';
    }
    case 'DATA':
      if (action === 'cut_before_data') return '';
      if (typeof action === 'object' && 'rcpt' in action) return '503 5.5.1 no recipients';
      session.data = true;
      return '354 go on';
    case 'QUIT':
      return '221 2.0.0 bye';
    default:
      return '250 2.0.0 ok';
  }
}

function serve(socket: Socket, mails: SinkMail[], decide: Decide): void {
  const session: Session = { from: '', to: '', action: 'accept', data: false };
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length > 0 && !socket.destroyed) {
      if (session.data) {
        const end = rest.indexOf(DOT);
        if (end < 0) return;
        const raw = rest.subarray(0, end);
        rest = rest.subarray(end + DOT.length);
        session.data = false;
        takeMail(session, raw, mails, socket);
      } else {
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const line = rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 2);
        const reply = replyTo(line, session, decide);
        if (reply) socket.write(`${reply}\r\n`);
        else socket.destroy();
      }
    }
  });
}

/** Starts a sink on a free loopback port (or the given one). */
export async function startSmtpSink(port = 0): Promise<SmtpSink> {
  const mails: SinkMail[] = [];
  const sockets = new Set<Socket>();
  let decide: Decide = () => 'accept';
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, mails, (recipient) => decide(recipient));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `smtp://127.0.0.1:${actual}`,
    port: actual,
    mails,
    script: (next) => {
      decide = next;
    },
    connections: () => sockets.size,
    dropConnections,
    stop: async () => {
      dropConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
