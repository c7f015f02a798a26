// The Complaint Log Form as data: its fields, what is missing, which steps of the call guide it shows done, and what is sent.
import type { Schema } from '../../api/client.ts';
import type { paths } from '../../api/openapi.d.ts';

export type Call = Schema<'CallDraft'>;

const texts = [
  ...(['customerName', 'email', 'phone', 'orderNumber', 'subject', 'occurredAt'] as const),
  ...(['product', 'location', 'desiredOutcome', 'stepsTaken'] as const),
];
type TextField = (typeof texts)[number];

/** Fields of the form. All are texts, since so they are kept; what is ticked is `true`. */
export type Field =
  | TextField
  | 'channel'
  | 'message'
  | 'staffNamed'
  | 'confirmed'
  | 'told'
  | 'joins'
  | 'fix'
  | 'category'
  | 'summary'
  | 'remedyOption'
  | 'remedyAmount'
  | 'callSeconds'
  | 'takenAt';
export type Fields = Partial<Record<Field, string>>;

type BodyOf<Path extends '/api/v1/cases' | '/api/v1/cases/first-contact'> =
  paths[Path]['post']['requestBody']['content']['application/json'];

/** A call that begins now, with the key under which it is logged once. */
export const freshCall = (): Call => ({
  startedAt: new Date().toISOString(),
  key: crypto.randomUUID(),
  fields: {},
  steps: [],
});

/** How they tell it: by phone unless said otherwise. */
export const channelOf = ({ channel }: Fields): 'phone' | 'in_person' =>
  channel === 'in_person' ? channel : 'phone';

/** Whether it is fixed on the spot; what joins another case is not. */
export const isFix = ({ fix, joins }: Fields): boolean => fix === 'true' && !joins;

const SAID_MIN = 10;

/** Steps of the call guide that the form shows done; others are ticked by hand. */
export function stepsDone(fields: Fields): string[] {
  const { customerName, email, phone, message = '', confirmed, told } = fields;
  return [
    customerName && (email || phone) ? 'greet' : '',
    message.trim().length >= SAID_MIN ? 'listen' : '',
    confirmed ? 'confirm' : '',
    told ? 'promise' : '',
  ].filter(Boolean);
}

/** Fields without which it cannot be saved. `monetary`: what is given has an amount. */
export function missing(fields: Fields, monetary: boolean): Field[] {
  const needed: Field[] = ['message'];
  if (isFix(fields)) needed.push('category', 'summary');
  if (isFix(fields) && monetary) needed.push('remedyAmount');
  return needed.filter((name) => !fields[name]?.trim());
}

const DAY_SECONDS = 86_400;
/** A call longer than this counts from its beginning; a shorter one from when it is saved, whatever the clock here says. */
const LONG_MS = 5 * 60_000;

/** How long was spoken, in seconds: what was stopped, else up to `now` (milliseconds). */
export function secondsOf({ startedAt, fields }: Call, now: number): number {
  const { callSeconds } = fields as Fields;
  const seconds = callSeconds ? Number(callSeconds) : (now - Date.parse(startedAt)) / 1000;
  return Math.min(DAY_SECONDS, Math.max(0, Math.floor(seconds)));
}

/** The times as they are when it is saved, so that another try sends the same. */
export function timesAt(call: Call, now: number): Fields {
  const { takenAt } = call.fields as Fields;
  const isLong = now - Date.parse(call.startedAt) > LONG_MS;
  return {
    callSeconds: String(secondsOf(call, now)),
    ...(takenAt || isLong ? { takenAt: call.startedAt } : {}),
  };
}

function common(fields: Fields) {
  const filled = texts.flatMap((name) => {
    const value = fields[name]?.trim();
    return value ? [[name, value]] : [];
  });
  const named = (fields.staffNamed ?? '').split(/[,;\n]/).map((name) => name.trim());
  const staffNamed = named.filter(Boolean);
  return {
    channel: channelOf(fields),
    message: (fields.message ?? '').trim(),
    ...(Object.fromEntries(filled) as Partial<Record<TextField, string>>),
    ...(staffNamed.length > 0 ? { staffNamed } : {}),
    ...(fields.confirmed ? { confirmed: true } : {}),
    ...(fields.callSeconds ? { callSeconds: Number(fields.callSeconds) } : {}),
    ...(fields.takenAt ? { takenAt: fields.takenAt } : {}),
  };
}

/** What is sent to log it. */
export const logBody = (fields: Fields): BodyOf<'/api/v1/cases'> => ({
  ...common(fields),
  ...(fields.told ? { told: true } : {}),
  ...(fields.joins ? { joins: fields.joins } : {}),
});

/** What is sent to log, fix and resolve it. */
export const fixBody = (fields: Fields): BodyOf<'/api/v1/cases/first-contact'> => ({
  ...common(fields),
  severity: 'minor',
  category: fields.category ?? '',
  summary: (fields.summary ?? '').trim(),
  ...(fields.remedyOption ? { remedyOption: fields.remedyOption } : {}),
  ...(fields.remedyOption && fields.remedyAmount
    ? { remedyAmount: fields.remedyAmount.trim().replace(',', '.') }
    : {}),
});
