// What a failed call to X means: try again (when), never again, or in doubt. No requests are made here.
import { InDoubtError, PermanentError, TransientError } from '../errors.ts';

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

// Without a word from X: one of its rate windows is 15 minutes.
const RATE_WINDOW_MS = 900_000;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 86_400_000;

/** How long X wants us to wait: `Retry-After` in seconds (RFC 9110 10.2.3), else until the limit that is used up resets. */
export function retryAfterMs(headers: Record<string, unknown>, now: Date): number {
  const number = (name: string): number => Number(headers[name] ?? Number.NaN);
  const bounded = (ms: number): number => Math.min(Math.max(ms, RETRY_MIN_MS), RETRY_MAX_MS);
  const seconds = number('retry-after');
  if (seconds >= 0) return bounded(seconds * 1_000);
  const usedUp = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour']
    .filter((limit) => number(`${limit}-remaining`) === 0)
    .map((limit) => number(`${limit}-reset`))
    .filter((reset) => reset > 0);
  if (usedUp.length === 0) return RATE_WINDOW_MS;
  return bounded(Math.max(...usedUp) * 1_000 - now.getTime());
}

/**
 * A call to X that failed, with what is needed to judge it. It never holds the SDK's error: that one carries the request
 * with its Authorization header, and a log prints what it is given.
 */
export class XFailure extends Error {
  override name = 'XFailure';
  /** Absent when no answer came. */
  readonly status: number | undefined;
  readonly detail: string;
  /** Numbers of v1-shaped errors. */
  readonly codes: number[];
  /** Names of parameters that X found wrong. */
  readonly parameters: string[];
  readonly retryAfterMs: number;
  /** The connection stood, so the request may have reached X. */
  readonly sent: boolean;
  /** There is no access token that X takes. */
  readonly unauthorized: boolean;
  constructor(facts: {
    status: number | undefined;
    detail: string;
    codes: number[];
    parameters: string[];
    retryAfterMs: number;
    sent: boolean;
    unauthorized?: boolean;
  }) {
    super(facts.status ? `HTTP ${facts.status}: ${facts.detail}` : facts.detail);
    this.status = facts.status;
    this.detail = facts.detail;
    this.codes = facts.codes;
    this.parameters = facts.parameters;
    this.retryAfterMs = facts.retryAfterMs;
    this.sent = facts.sent;
    this.unauthorized = facts.status === 401 || facts.unauthorized === true;
  }
}

/** Reads an error of the SDK: v2 problems (`title`, `detail`) and v1 lists (`errors[].code`) alike. */
export function readFailure(error: unknown, sent: boolean, now: Date): XFailure {
  const { code, data, headers, responseError, message, _options } = record(error);
  const body = record(data);
  const list = Array.isArray(body.errors) ? body.errors.slice(0, 10).map(record) : [];
  const problem = text(body.detail) || text(body.title) || text(body.error_description);
  const said = [problem, ...list.map((one) => text(one.message))];
  // The SDK keeps a lost connection's reason here; its own getter for it looks under another name.
  const inner = text(record(responseError ?? record(_options).error).message);
  return new XFailure({
    status: typeof code === 'number' ? code : undefined,
    detail: (said.filter(Boolean).join('; ') || inner || text(message)).slice(0, 300),
    codes: list.map((one) => one.code).filter((one) => typeof one === 'number'),
    parameters: list.flatMap((one) => Object.keys(record(one.parameters))).slice(0, 10),
    retryAfterMs: retryAfterMs(record(headers), now),
    sent,
  });
}

/** The access token could not even be read from its file. */
export const tokenUnreadable = (detail: string): XFailure =>
  new XFailure({
    status: undefined,
    detail,
    codes: [],
    parameters: [],
    retryAfterMs: RATE_WINDOW_MS,
    sent: false,
    unauthorized: true,
  });

/** What a person has to do when X refuses an account. */
export const reconnectAdvice =
  'connect the account again (scopes tweet.read users.read dm.read dm.write offline.access) and renew its access token';

/** Why reading failed. A refused account or request is permanent until a person acts; the rest passes. */
export function readingError(error: unknown, doing: string): unknown {
  if (!(error instanceof XFailure)) return error;
  const { status, detail } = error;
  const because = { cause: error };
  if (status === 429) {
    const { retryAfterMs } = error;
    return new TransientError(`${doing}: X asks to wait`, { cause: error, retryAfterMs });
  }
  if (error.unauthorized) {
    const text = `${doing}: no access token that X takes: ${reconnectAdvice}`;
    return new PermanentError(text, because);
  }
  if (status === 402 || status === 403) {
    const text = `${doing}: X does not permit it (${detail}): ${reconnectAdvice}`;
    return new PermanentError(text, because);
  }
  if (status !== undefined && status >= 400 && status < 500 && status !== 408)
    return new PermanentError(`${doing}: X refuses the request`, because);
  return new TransientError(`${doing}: X could not be reached or understood`, because);
}

// "Cannot DM" as X numbers it in v1 bodies: 349 cannot send to this user, 150 not a follower, 108 and 50 no such user.
const cannotMessageCodes = new Set([349, 150, 108, 50]);
// And as X words it in v2. The bare word "Forbidden" means a missing scope: the account, not the person.
const cannotMessageDetail =
  /do not have permission to DM|this operation is not permitted|cannot send messages? to this user/i;

const meansCannotMessage = ({ status, detail, codes }: XFailure): boolean =>
  status === 404 ||
  (status === 403 &&
    (cannotMessageDetail.test(detail) || codes.some((code) => cannotMessageCodes.has(code))));

/**
 * Why a direct message was not sent, or may have been. Messages of PermanentError are closed words for the record:
 * `cannot_message`, `not_permitted`, `refused`.
 */
export function sendingError(error: unknown): unknown {
  if (!(error instanceof XFailure)) return error;
  const { status } = error;
  const because = { cause: error };
  if (meansCannotMessage(error)) return new PermanentError('cannot_message', because);
  // Nothing was sent, and the watch tells a person to connect the account again: worth another try.
  if (error.unauthorized)
    return new TransientError(`no access token that X takes: ${reconnectAdvice}`, because);
  if (status === 429) {
    const { retryAfterMs } = error;
    return new TransientError('X asks to wait', { cause: error, retryAfterMs });
  }
  if (status === 402 || status === 403) return new PermanentError('not_permitted', because);
  if (status === 408) return new TransientError('X did not get the whole request', because);
  if (status !== undefined && status >= 400 && status < 500)
    return new PermanentError('refused', because);
  // X knows no idempotency key: behind a 5xx or a lost answer there may be a message that arrived.
  if (status !== undefined || error.sent)
    return new InDoubtError('X may or may not have taken the direct message', because);
  return new TransientError('X could not be reached', because);
}
