// The few error classes that the shell distinguishes. Expected outcomes are values, not errors.

/** Worth trying again: a lost connection, a 4xx of SMTP, a 429. `retryAfterMs` is the source's own wish. */
export class TransientError extends Error {
  override name = 'TransientError';
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Trying again will not help: a 5xx of SMTP, a refused recipient. */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

/** It may or may not have happened (the link broke after the data went): never repeated without a check. */
export class InDoubtError extends Error {
  override name = 'InDoubtError';
}

/** A wrong setting: the program says it in one line and exits with 1 before anything opens. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * A request that is refused, for the HTTP edge (RFC 9457 problem) and the command line alike.
 * `code` is a closed snake_case word that programs can rely on; `message` tells a person what to do.
 */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string> | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Further members of the problem (RFC 9457 §3.2). */
  readonly members: Record<string, unknown> | undefined;
  constructor(
    status: number,
    code: string,
    message: string,
    options: {
      cause?: unknown;
      fields?: Record<string, string>;
      retryAfterSeconds?: number;
      members?: Record<string, unknown>;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.members = options.members;
  }
}

/** The one-line text of anything thrown, with the chain of causes. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `: ${errorText(error.cause)}`;
  const own =
    error.message ||
    (error instanceof AggregateError ? error.errors.map(errorText).join('; ') : error.name);
  return `${own}${cause}`;
}
