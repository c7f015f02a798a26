// A refusal of the API as the app handles it (RFC 9457).

/** What the API said instead of a good answer. `status` 0: it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  /** What is wrong with which field of the input. */
  readonly fields: Record<string, string>;
  /** All of the problem's members, such as `changes` of a 412. */
  readonly members: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, members: Record<string, unknown>, retryAfterSeconds?: number) {
    super(typeof members.title === 'string' ? members.title : `HTTP ${status}`);
    this.status = status;
    this.code = typeof members.code === 'string' ? members.code : 'unknown';
    this.fields = (members.fields ?? {}) as Record<string, string>;
    this.members = members;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether it is a problem with this status. */
export const isProblem = (error: unknown, status: number): error is Problem =>
  error instanceof Problem && error.status === status;
