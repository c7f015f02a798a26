// A real Dovecot for tests: own configuration in a temporary folder, a free port on loopback, Maildir. It needs the package
// dovecot-imapd and runs as root or as any other user. Nothing outside its folder is touched.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { dovecotSettings, introspectionSettings } from './dovecot-settings.ts';
import { freePort } from './product.ts';

const binary = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));

/** A running server and what a test does with it. */
export type Dovecot = {
  host: string;
  port: number;
  /** The settings of a mailbox that is watched on it. */
  mailbox(user: string): {
    host: string;
    port: number;
    tls: 'none';
    user: string;
    password: string;
  };
  /** Starts it again after `down` or `kill`. */
  up(): Promise<void>;
  /** Shuts it down in order. */
  down(): Promise<void>;
  /** Kills it and all its processes with SIGKILL. */
  kill(): Promise<void>;
  /** Adds an account, or changes its password; done when the server, while it is up, knows it. */
  setPassword(user: string, password: string): Promise<void>;
  /** Drops a mail into a mailbox as a delivery agent does. */
  deliver(user: string, mail: string | Uint8Array, folder?: string): void;
  /** How many mails of an inbox are not marked as seen, by its files. */
  unread(user: string): number;
  /** Makes a folder in which nothing may be changed. */
  makeReadOnly(user: string, folder: string): void;
  /** Forgets the numbering of a folder: it comes back with another UIDVALIDITY. */
  renumber(user: string, folder?: string): void;
  /** A client of its own, signed in, to act as another mail program. The caller logs it out. */
  client(user: string): Promise<ImapFlow>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
};

let lastMicros = 0;

/**
 * A Maildir name's beginning, `<seconds>.M<microseconds>P<process>`. Dovecot numbers new mails by it, so it only ever
 * grows: mails delivered one after another keep their order within a millisecond too.
 */
function nextStamp(): string {
  lastMicros = Math.max(lastMicros + 1, Date.now() * 1000);
  const micros = String(lastMicros % 1_000_000).padStart(6, '0');
  return `${Math.floor(lastMicros / 1_000_000)}.M${micros}P${process.pid}`;
}

const START_MS = 15_000;
const STARTS_MAX = 4;
/** A client of a test waits no longer for a server that it broke itself: of each, in ms. */
const patience = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 20_000 };

/** Signs a client out; one that gets no answer is cut off. */
export async function endClient(client: ImapFlow): Promise<void> {
  await Promise.race([client.logout().catch(() => {}), delay(3_000)]);
  client.close();
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('data', () => resolve(true) ?? socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(1000, () => socket.destroy());
  });

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Dovecot: ${what} did not happen within 15 s`);
}

/**
 * Starts a server with these accounts, each with the password `secret`. `introspectionUrl`: it takes access tokens too, and asks
 * there whose they are. `stop` it in the end.
 */
export async function startDovecot({
  users,
  introspectionUrl,
}: {
  users: string[];
  introspectionUrl?: string;
}): Promise<Dovecot> {
  if (!binary) throw new Error('Dovecot is missing: apt-get install dovecot-imapd');
  const program = binary;
  const folder = mkdtempSync(join(tmpdir(), 'redress-dovecot-'));
  const port = await freePort();
  const accounts: Record<string, string> = Object.fromEntries(
    users.map((user) => [user, 'secret']),
  );
  const isRoot = userInfo().uid === 0;
  const give = (path: string) => isRoot && chownSync(path, 65_534, 65_534);
  const config = join(folder, 'dovecot.conf');
  let child: ChildProcess | undefined;
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'mail'));
  give(join(folder, 'mail'));
  writeFileSync(config, dovecotSettings(folder, port, introspectionUrl !== undefined));
  if (introspectionUrl)
    writeFileSync(join(folder, 'oauth2.conf'), introspectionSettings(introspectionUrl));

  const writeUsers = () =>
    writeFileSync(
      join(folder, 'users'),
      Object.entries(accounts)
        .map(([user, password]) => `${user}:{PLAIN}${password}\n`)
        .join(''),
      { mode: 0o644 },
    );
  writeUsers();

  const boxOf = (user: string, name = 'INBOX'): string =>
    join(folder, 'mail', user, ...(name === 'INBOX' ? [] : [`.${name}`]));
  const makeBox = (box: string): void => {
    for (const path of [dirname(box), box, ...['tmp', 'new', 'cur'].map((part) => join(box, part))])
      if (!existsSync(path)) {
        mkdirSync(path);
        give(path);
      }
  };
  const exited = async (): Promise<void> => {
    const dying = child;
    if (dying && dying.exitCode === null && dying.signalCode === null)
      await new Promise((resolve) => dying.once('exit', resolve));
    child = undefined;
  };
  const greets = async (): Promise<boolean> => {
    for (const end = Date.now() + START_MS; Date.now() < end; await delay(50)) {
      // One that ended at once, as its killed forerunner was not quite gone, is started again.
      if (!child || child.exitCode !== null || child.signalCode !== null)
        child = spawn(program, ['-F', '-c', config], { stdio: 'ignore', detached: true });
      if (await canConnect(port)) return true;
    }
    return false;
  };
  const up = async (): Promise<void> => {
    for (let tries = 0; tries < STARTS_MAX; tries++) {
      if (await greets()) return;
      // It runs and says nothing: another one may.
      if (child?.pid) process.kill(-child.pid, 'SIGKILL');
      await exited();
    }
    const said = readFileSync(join(folder, 'dovecot.log'), 'utf8').slice(-2000);
    throw new Error(`Dovecot did not start:\n${said}`);
  };
  const down = async (): Promise<void> => {
    child?.kill('SIGTERM');
    await exited();
    await until('stopping', async () => !(await canConnect(port)));
  };
  // The processes of its group: those that it started and nothing else.
  const kill = async (): Promise<void> => {
    if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    await exited();
    rmSync(join(folder, 'run'), { recursive: true, force: true });
    await until('dying', async () => !(await canConnect(port)));
  };

  const signIn = async (user: string): Promise<ImapFlow> => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: accounts[user] ?? '' },
      logger: false,
      disableAutoIdle: true,
      ...patience,
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const canSignIn = (user: string): Promise<boolean> =>
    signIn(user).then(
      async (client) => {
        await endClient(client);
        return true;
      },
      () => false,
    );

  await up();
  return {
    host: '127.0.0.1',
    port,
    mailbox: (user) => ({
      host: '127.0.0.1',
      port,
      tls: 'none',
      user,
      password: accounts[user] ?? '',
    }),
    up,
    down,
    kill,
    setPassword: async (user, password) => {
      accounts[user] = password;
      writeUsers();
      // Dovecot looks at the file once a second.
      await until('the new password', async () => !child || (await canSignIn(user)));
    },
    deliver: (user, mail, name) => {
      const box = boxOf(user, name);
      makeBox(box);
      const file = `${nextStamp()}.test`;
      const path = join(box, 'tmp', file);
      writeFileSync(path, mail);
      give(path);
      renameSync(path, join(box, 'new', file));
    },
    unread: (user) =>
      ['new', 'cur']
        .flatMap((part) => readdirSync(join(boxOf(user), part)))
        .filter((file) => !/:2,[A-Z]*S/.test(file)).length,
    makeReadOnly: (user, name) => {
      makeBox(boxOf(user, name));
      for (const part of ['tmp', 'new', 'cur', '']) chmodSync(join(boxOf(user, name), part), 0o555);
    },
    renumber: (user, name) => {
      const box = boxOf(user, name);
      for (const file of readdirSync(box))
        if (/^dovecot[.-]/.test(file) && statSync(join(box, file)).isFile())
          rmSync(join(box, file));
      // A UIDVALIDITY is the time of its making, in seconds: the next must be another one.
      writeFileSync(
        join(box, 'dovecot-uidlist'),
        `3 V${Math.floor(Date.now() / 1000) + 1 + Math.floor(Math.random() * 1e6)} N1 G${randomUUID().replaceAll('-', '')}\n`,
      );
      give(join(box, 'dovecot-uidlist'));
    },
    client: signIn,
    stop: async () => {
      await down();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
