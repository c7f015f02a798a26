// The mail server that acknowledgements go to: takes all at once and notes when it said 250 to whom. It does no more than
// that, so that it never bounds what is measured (smtp-server waits 100 ms before its greeting).
import { createServer, type Socket } from 'node:net';

/** Called with the recipient and the time (performance.now()) right after the 250 was written. */
export type OnMail = (recipient: string, at: number) => void;

export type Sink = {
  port: number;
  url: string;
  /** Says who is told of mails from now on. */
  listen(onMail: OnMail): void;
  stop(): Promise<void>;
};

const DOT = Buffer.from('\r\n.\r\n');
// Longest line of a command (RFC 5321 §4.5.3.1.4 says 512); a command that is longer ends the connection.
const LINE_MAX = 2_000;

function serve(socket: Socket, onMail: () => OnMail): void {
  let rest: Buffer = Buffer.alloc(0);
  let inData = false;
  let recipient = '';
  const reply = (line: string): string => {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 50000000\r\n';
      case 'RCPT':
        recipient = line.slice(line.indexOf('<') + 1, line.indexOf('>'));
        return '250 ok\r\n';
      case 'DATA':
        inData = true;
        return '354 go on\r\n';
      case 'QUIT':
        return '221 bye\r\n';
      default:
        return '250 ok\r\n';
    }
  };
  const takeMail = (): boolean => {
    const end = rest.indexOf(DOT);
    if (end < 0) return false;
    rest = rest.subarray(end + DOT.length);
    inData = false;
    socket.write('250 taken\r\n');
    onMail()(recipient, performance.now());
    return true;
  };
  const takeLine = (): boolean => {
    const end = rest.indexOf('\r\n');
    if (end < 0) {
      if (rest.length > LINE_MAX) socket.destroy();
      return false;
    }
    const line = rest.toString('latin1', 0, end);
    rest = rest.subarray(end + 2);
    socket.write(reply(line));
    return true;
  };
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length > 0 && (inData ? takeMail() : takeLine()));
  });
}

/** Starts it on a free loopback port. */
export async function startSink(): Promise<Sink> {
  let onMail: OnMail = () => {};
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, () => onMail);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    listen: (next) => {
      onMail = next;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
