// How a client of Kafka knows the broker (TLS) and signs in (SASL). No connection is made here.
import type { Secret } from '../../secret.ts';

/** The ways to sign in that Apache Kafka and kafkajs share, besides those of cloud vendors. */
export const saslMechanisms = ['scram-sha-512', 'scram-sha-256', 'plain'] as const;

/** Without either of them, whoever reaches the broker reads complaints. */
export type KafkaSecurity = {
  /** TLS: `system` trusts the machine's authorities, else those of this PEM text. */
  tls?: 'system' | { ca: string } | undefined;
  sasl?:
    | { mechanism: (typeof saslMechanisms)[number]; username: string; password: Secret }
    | undefined;
};

/** The same in the words of kafkajs (https://kafka.js.org/docs/configuration#ssl, #sasl). */
export function securityOf({ tls, sasl }: KafkaSecurity = {}) {
  // kafkajs has a type for each mechanism, all of one shape: the name is told as one of them.
  const mechanism = sasl?.mechanism as 'plain';
  return {
    ...(tls ? { ssl: tls === 'system' ? true : { ca: tls.ca } } : {}),
    ...(sasl
      ? { sasl: { mechanism, username: sasl.username, password: sasl.password.expose() } }
      : {}),
  };
}
