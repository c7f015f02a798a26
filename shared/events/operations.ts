// Events about the machinery that a person must know of: each becomes a task with an owner and a due time.
import { z } from 'zod';

/** An event failed its last try and lies with the dead letters. */
export const deadLetteredSchema = z.object({
  topic: z.string(),
  group: z.string(),
  offset: z.number().int(),
  eventId: z.uuid(),
  reason: z.string().max(2000),
  tries: z.number().int(),
  /** The received item that it was about, when the event is one of an item. */
  itemId: z.uuid().optional(),
  at: z.iso.datetime(),
});
export type DeadLettered = z.infer<typeof deadLetteredSchema>;

export const deadLetteredTopic = {
  name: 'operations.dead_lettered.v1',
  schema: deadLetteredSchema,
  keyOf: (letter: DeadLettered) => letter.eventId,
};

/** A connector cannot do its work (token refused, mailbox gone) or can again: one alert, one recovery. */
export const connectorHealthSchema = z.object({
  connector: z.string().max(100),
  healthy: z.boolean(),
  reason: z.string().max(1000).optional(),
  /** When it began: the alert's identity. */
  since: z.iso.datetime(),
});
export type ConnectorHealth = z.infer<typeof connectorHealthSchema>;

export const connectorHealthTopic = {
  name: 'operations.connector_health.v1',
  schema: connectorHealthSchema,
  keyOf: (health: ConnectorHealth) => health.connector,
};
