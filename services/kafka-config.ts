// The settings of Kafka: where it is, how it is known and signed in to. Read by config.ts alone.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type KafkaSecurity, saslMechanisms } from '#shared/bus/kafka/security.ts';
import { ConfigError, errorText } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';

/** The variables, as part of the environment's schema. */
export const kafkaVariables = {
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .pipe(
      z
        .array(
          z.string().regex(/^[^\s:]+:\d{1,5}$/, 'expected host:port, more of them after commas'),
        )
        .min(1),
    )
    .optional()
    .describe('Apache Kafka brokers; without them PostgreSQL carries the events.'),
  KAFKA_TLS: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Whether the brokers are spoken to over TLS.'),
  KAFKA_CA_FILE: z
    .string()
    .optional()
    .describe('PEM file of the authorities of the brokers; the machine’s own without it.'),
  KAFKA_USERNAME: z.string().min(1).max(256).optional().describe('Name to sign in to Kafka with.'),
  KAFKA_PASSWORD: z.string().min(1).max(1024).optional().describe('Its password.'),
  KAFKA_SASL: z
    .enum(saslMechanisms)
    .default('scram-sha-512')
    .describe('How to sign in to Kafka; plain only over TLS.'),
};

type KafkaValues = z.infer<z.ZodObject<typeof kafkaVariables>>;

/** The first thing that does not go together: each is a cluster that somebody believes closed. */
export function kafkaFaultOf(values: KafkaValues): { path: string[]; message: string } | undefined {
  const { KAFKA_TLS: tls, KAFKA_USERNAME: name, KAFKA_PASSWORD: password } = values;
  if (tls === 'off' && values.KAFKA_CA_FILE)
    return { path: ['KAFKA_CA_FILE'], message: 'given, but KAFKA_TLS is off: set KAFKA_TLS=on' };
  if (name && !password)
    return { path: ['KAFKA_PASSWORD'], message: 'missing: KAFKA_USERNAME needs it' };
  if (password && !name)
    return { path: ['KAFKA_USERNAME'], message: 'missing: KAFKA_PASSWORD needs it' };
  if (name && tls === 'off' && values.KAFKA_SASL === 'plain')
    return {
      path: ['KAFKA_SASL'],
      message: 'plain would send the password in the clear: set KAFKA_TLS=on or use scram-sha-512',
    };
  return undefined;
}

/**
 * How the brokers are known and signed in to.
 * @throws ConfigError when the file of the authorities cannot be used.
 */
export function kafkaSecurityOf(values: KafkaValues): KafkaSecurity {
  const { KAFKA_CA_FILE: caFile, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = values;
  const tls = values.KAFKA_TLS === 'off' ? undefined : caFile ? { ca: readCa(caFile) } : 'system';
  const mechanism = values.KAFKA_SASL;
  const sasl = username && password && { mechanism, username, password: new Secret(password) };
  return { tls, ...(sasl ? { sasl } : {}) };
}

function readCa(path: string): string {
  try {
    const pem = readFileSync(path, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (error) {
    throw new ConfigError(
      `KAFKA_CA_FILE: cannot be read (${errorText(error)}): give the path of a readable file`,
    );
  }
  throw new ConfigError('KAFKA_CA_FILE: holds no PEM certificate (-----BEGIN CERTIFICATE-----)');
}
