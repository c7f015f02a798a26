// S20: a mailbox of the console is connected to by the very address that was checked, under the name that was entered.
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { consoleMailboxConfig, createAddressOf } from '../../services/email/accounts/host-rules.ts';
import { createOwnTrials } from '../../services/email/channels/mailbox-trial.ts';
import { mailboxConfig } from '../../services/email/email-config.ts';

const mailboxOf = (host: string, port: number) =>
  mailboxConfig.parse({ name: 'x', host, port, user: 'u', password: 'p' });
const nothing = async () => {};

test('S20 a name is looked up once a connection; the certificate is asked for by the name', async () => {
  const names: string[] = [];
  const server = createServer({
    SNICallback: (name, done) => {
      names.push(name);
      done(new Error('there is no certificate'));
    },
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // The second answer is what an attacker's name server would give once the first was found good.
  const answers = [['127.0.0.1'], ['169.254.169.254']];
  let asked = 0;
  const addressOf = createAddressOf(
    consoleMailboxConfig.parse({ privateNetworks: ['127.0.0.1'], ports: [port] }),
    async () => answers[asked++] ?? [],
  );
  const trials = createOwnTrials(10_000);
  const mailbox = { ...mailboxOf('imap.shop.test', port), addressOf };
  const first = await trials('ada', mailbox, nothing);
  expect({ ...first, asked, names }).toMatchObject({ asked: 1, names: ['imap.shop.test'] });
  expect(['tls', 'failed']).toContain(first.outcome);
  expect(await trials('ada', mailbox, nothing)).toMatchObject({ outcome: 'host_refused' });
  expect(names).toHaveLength(1);
  await new Promise((resolve) => server.close(resolve));
});

test('S20 one test a person at a time, five at once; each ends in time whatever the server does', async () => {
  const silent = createTcp((socket) => socket.on('error', () => {}).resume());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const trials = createOwnTrials(1_500);
  const mailbox = mailboxOf('127.0.0.1', port);
  const people = ['ada', 'ada', 'b', 'c', 'd', 'e', 'f'];
  const found = await Promise.all(
    people.map((by) =>
      trials(by, mailbox, nothing).then(
        ({ outcome }) => outcome,
        (error: { code: string }) => error.code,
      ),
    ),
  );
  const late = 'timed_out';
  expect(found).toEqual([late, 'test_running', late, late, late, late, 'test_running']);
  expect(await trials('ada', mailbox, nothing)).toMatchObject({ outcome: late });
  await new Promise((resolve) => silent.close(resolve));
});
