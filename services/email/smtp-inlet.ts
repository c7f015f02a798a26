// Takes mail in by SMTP on loopback: 250 only after the commit, the fitting error else. The only importer of smtp-server.
// What becomes of a mail is not known here.
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { isDatabaseAway } from '#shared/db.ts';
import { ConfigError, errorText } from '#shared/errors.ts';
import type { Service } from '#shared/lifecycle.ts';
import type { Check, Deps } from '#shared/runtime.ts';
import { createMailQueue, itemOfMail, type MailQueue } from './accept-mails.ts';
import type { MimeReader } from './mime.ts';

export type SmtpInletConfig = {
  port: number;
  bytesMax: number;
  trustedAuthservId?: string | undefined;
};

type InletDeps = Pick<Deps, 'db' | 'clock' | 'metrics' | 'signer' | 'log'> & { mime: MimeReader };

const HOST = '127.0.0.1';
const CONNECTOR = 'smtp-inlet';
const CONNECTIONS_MAX = 50;
// RFC 5321 §4.5.3.1.8: at least 100 recipients must be taken.
const RECIPIENTS_MAX = 100;
// All mails that are being received together; beyond it senders wait.
const BYTES_IN_FLIGHT_MAX = 256 * 1024 * 1024;
// RFC 5321 §4.5.3.2.7 asks servers to wait at least five minutes for the next command.
const IDLE_MS = 300_000;
const DRAIN_MS = 10_000;

type Refusal = Error & { responseCode: number };
type RefusalReason = 'too_large' | 'busy' | 'unavailable' | 'too_many_recipients';

const refusal = (responseCode: number, text: string): Refusal =>
  Object.assign(new Error(text), { responseCode });

const refusals: Record<RefusalReason, (bytesMax: number) => Refusal> = {
  too_large: (bytesMax) =>
    refusal(552, `5.3.4 This mail is too large: at most ${bytesMax} bytes are taken`),
  busy: () => refusal(451, '4.3.1 Too much mail at once, please try again later'),
  unavailable: () => refusal(451, '4.3.0 Nothing was accepted, please try again later'),
  too_many_recipients: () => refusal(452, `4.5.3 Too many recipients: at most ${RECIPIENTS_MAX}`),
};

/** Gathers the mail; beyond `bytesMax` it is read on and thrown away, so that the sender gets to hear why. */
function receive(
  stream: SMTPServerDataStream,
  room: { take(bytes: number): boolean; give(bytes: number): void },
  bytesMax: number,
): Promise<{ raw: Buffer } | { refused: RefusalReason }> {
  let chunks: Buffer[] = [];
  let held = 0;
  let refused: RefusalReason | undefined;
  const release = () => {
    room.give(held);
    held = 0;
    chunks = [];
  };
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      if (refused) return;
      if (held + chunk.length > bytesMax) refused = 'too_large';
      else if (!room.take(chunk.length)) refused = 'busy';
      if (refused) return release();
      held += chunk.length;
      chunks.push(chunk);
    });
    stream.once('end', () => {
      resolve(refused ? { refused } : { raw: Buffer.concat(chunks, held) });
      release();
    });
    // After 'end' this settles nothing any more.
    const broken = (error?: Error) => {
      reject(error ?? new Error('the sender broke off'));
      release();
    };
    stream.once('error', broken);
    stream.once('close', () => broken());
  });
}

function createRoom() {
  let free = BYTES_IN_FLIGHT_MAX;
  return {
    take: (bytes: number): boolean => {
      if (bytes > free) return false;
      free -= bytes;
      return true;
    },
    give: (bytes: number): void => {
      free += bytes;
    },
  };
}

/** Takes one mail from its first byte to the commit. Gives its item's id; what it throws is the answer to the sender. */
function createAcceptance(config: SmtpInletConfig, deps: InletDeps, queue: MailQueue) {
  const { metrics, log } = deps;
  const room = createRoom();
  const refuse = (reason: RefusalReason): Refusal => {
    metrics.connectorRefused.inc({ connector: CONNECTOR, reason });
    return refusals[reason](config.bytesMax);
  };
  const accept = async (raw: Buffer, { envelope }: SMTPServerSession): Promise<string> => {
    const reading = await deps.mime.read(raw);
    if (reading.unreadable)
      metrics.mailUnreadable.inc({ connector: CONNECTOR, reason: reading.unreadable });
    const arrival = {
      connector: CONNECTOR,
      receivedAt: deps.clock.now(),
      envelope: {
        sender: envelope.mailFrom ? envelope.mailFrom.address : '',
        recipients: envelope.rcptTo.map(({ address }) => address),
      },
      trustedAuthservId: config.trustedAuthservId,
    };
    const item = itemOfMail(log, raw, reading, arrival, deps.signer);
    const { itemId, reference, repeated } = await queue.accept(item);
    if (!repeated) metrics.connectorReceived.inc({ connector: CONNECTOR });
    // A repeat is known by its first arrival, whose trace went on.
    const trace = repeated ? {} : { trace: item.trace };
    log.info({ itemId, reference, repeated, ...trace }, 'item accepted');
    return itemId;
  };
  const take = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<string> => {
    const received = await receive(stream, room, config.bytesMax);
    if ('refused' in received) throw refuse(received.refused);
    try {
      return await accept(received.raw, session);
    } catch (error) {
      const level = isDatabaseAway(error) ? 'warn' : 'error';
      log[level]({ err: error }, 'a mail could not be accepted, its sender keeps it');
      throw refuse('unavailable');
    }
  };
  return { take, refuse };
}

/** Makes the inlet. */
export function createSmtpInlet(
  config: SmtpInletConfig,
  deps: InletDeps,
): Service & { check: Check } {
  const log = deps.log.child({ connector: CONNECTOR });
  const queue = createMailQueue(deps.db, log);
  const { take, refuse } = createAcceptance(config, { ...deps, log }, queue);
  const server = new SMTPServer({
    name: 'redress',
    banner: 'Redress',
    size: config.bytesMax,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    maxClients: CONNECTIONS_MAX,
    socketTimeout: IDLE_MS,
    closeTimeout: DRAIN_MS,
    logger: false,
    onRcptTo: (_address, session, callback) => {
      const full = session.envelope.rcptTo.length >= RECIPIENTS_MAX;
      callback(full ? refuse('too_many_recipients') : null);
    },
    onData: (stream, session, callback) => {
      take(stream, session).then(
        (itemId) => callback(null, `2.0.0 Accepted as ${itemId}`),
        (error: Error) => callback(error),
      );
    },
  });
  // Errors of single connections (resets, garbage) are theirs alone.
  server.on('error', (error) => log.debug({ err: error }, 'a connection failed'));

  return {
    name: CONNECTOR,
    start: () =>
      new Promise((resolve, reject) => {
        const failed = (error: Error) =>
          reject(
            new ConfigError(
              `SMTP_INLET_PORT: ${config.port} cannot be listened on (${errorText(error)}): choose a free port, or 0 to switch the inlet off`,
              { cause: error },
            ),
          );
        server.server.once('error', failed);
        server.listen(config.port, HOST, () => {
          server.server.off('error', failed);
          deps.metrics.connectorHealthy.set({ connector: CONNECTOR }, 1);
          resolve();
        });
      }),
    stop: async () => {
      if (server.server.listening) await new Promise<void>((resolve) => server.close(resolve));
      await queue.drain();
    },
    check: {
      name: CONNECTOR,
      check: async () => {
        if (!server.server.listening) throw new Error('the inlet does not listen');
      },
    },
  };
}
