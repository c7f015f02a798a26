// How the entries of messages, and of what a customer was told, change a case. Pure and total: no rules here.
import type { MessageState } from '../case.ts';
import { contactMade } from '../investigation/evolve.ts';
import { withRemedy } from '../remedies/evolve.ts';
import type { Change } from './change.ts';
import type { EntryType } from './entries.ts';

// How final a state of a message is: a report never takes it back (the bus may repeat and step back).
const finality: Record<MessageState, number> = {
  requested: 0,
  delayed: 1,
  in_doubt: 2,
  failed: 3,
  suppressed: 3,
  sent: 4,
  bounced: 5,
};

/** Whether a report tells more than what is known of a message. */
export const isNews = (known: MessageState, reported: MessageState): boolean =>
  finality[reported] > finality[known];

/** The changes, by type of entry. */
export const messageChanges = {
  'message.requested': (c, data) => ({
    messages: [
      ...c.messages,
      {
        key: data.key,
        purpose: data.purpose,
        via: data.via,
        party: data.recipient.party,
        state: 'requested',
      },
    ],
    ...(data.purpose === 'acknowledgement' ||
    (data.purpose === 'answer' && c.acknowledgement.state !== 'done')
      ? { acknowledgement: { ...c.acknowledgement, state: 'requested', messageKey: data.key } }
      : {}),
    ...(data.remedyId ? withRemedy(c, data.remedyId, { messageKey: data.key }) : {}),
  }),
  'message.reported': (c, data) => ({
    messages: c.messages.map((message) =>
      message.key === data.key ? { ...message, state: data.status, reason: data.reason } : message,
    ),
  }),
  'customer.answered': (c, data, { at }) => ({
    ...contactMade(c, at),
    answeredAt: at,
    toldAt: at,
    updates: [...c.updates, { at, text: data.text }],
  }),
  'update.sent': (c, data, { at }) => {
    const { text, estimatedResolution, template } = data;
    // News on how things stand answers nothing (R03); what nobody was told keeps no promise (R22).
    const isAnswer = template !== 'update';
    const told = { ...contactMade(c, at), ...(isAnswer ? { answeredAt: at } : {}), toldAt: at };
    return {
      // What of it answers stays to be told, whatever news follows.
      ...(data.untold ? { untold: { isAnswer: isAnswer || c.untold?.isAnswer === true } } : told),
      ...(estimatedResolution ? { estimatedResolution } : {}),
      updates: [...c.updates, { at, text }],
    };
  },
} satisfies { [T in EntryType]?: Change<T> };
