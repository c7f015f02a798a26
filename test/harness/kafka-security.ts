// What makes a test broker a closed one: a certificate of its own, and a user who signs in by SCRAM.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaSecurity } from '#shared/bus/kafka/security.ts';
import { Secret } from '#shared/secret.ts';

const STORE_PASSWORD = 'of-a-test-store';
const username = 'redress';
const password = 'correct horse battery';

/** How a closed broker is set up, and how a client gets in. */
export type ClosedBroker = {
  properties(port: number, internalPort: number): Record<string, string>;
  /** Arguments of the storage tool that make the user. */
  formatArguments: string[];
  caFile: string;
  client: Required<KafkaSecurity>;
};

/** Makes the certificate of a closed broker in its folder, by Java's keytool. */
export function makeClosedBroker(folder: string): ClosedBroker {
  const store = join(folder, 'broker.p12');
  const caFile = join(folder, 'ca.pem');
  const keytool = (...args: string[]) =>
    execFileSync(
      'keytool',
      [...args, '-alias', 'broker', '-keystore', store, '-storepass', STORE_PASSWORD],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  const made = ['-storetype', 'PKCS12', '-keyalg', 'EC', '-dname', 'CN=broker', '-validity', '2'];
  keytool('-genkeypair', ...made, '-ext', 'san=ip:127.0.0.1');
  keytool('-exportcert', '-rfc', '-file', caFile);
  const client = {
    tls: { ca: readFileSync(caFile, 'utf8') },
    sasl: { mechanism: 'scram-sha-512' as const, username, password: new Secret(password) },
  };
  return {
    formatArguments: ['--add-scram', `SCRAM-SHA-512=[name=${username},password=${password}]`],
    caFile,
    client,
    properties: (port, internalPort) => ({
      // The broker talks to itself on a listener of its own.
      'inter.broker.listener.name': 'INTERNAL',
      'listener.security.protocol.map': 'CLOSED:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'advertised.listeners': `CLOSED://127.0.0.1:${port},INTERNAL://127.0.0.1:${internalPort}`,
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': store,
      'ssl.keystore.password': STORE_PASSWORD,
      'ssl.key.password': STORE_PASSWORD,
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.closed.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    }),
  };
}
