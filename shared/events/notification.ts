// What staff are notified of in the console, by kind: the words of cases, of the console and of what people choose. No texts here.
import { z } from 'zod';

/**
 * `assigned`: a case was given to me. `due_soon`: a warning before a task of mine is due. `overdue`: one of mine is. `escalated`: a
 * case or an overdue task of somebody else went up to me. `approval`: compensation waits for me. `social`: a thread that a
 * responder must answer. `other`: whatever else somebody is told of, such as a threat or a mail that could not be delivered.
 */
export const notificationKinds = [
  'assigned',
  'due_soon',
  'overdue',
  'escalated',
  'approval',
  'social',
  'other',
] as const;
export const notificationKindSchema = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof notificationKindSchema>;
