// What a client is about to do, read off its bytes: the steps at which a process can die. PostgreSQL's and Kafka's frames,
// SMTP's final dot, IMAP's flagging. Nothing is changed here.

/** A step of a process that its partner on the wire sees. */
export type Step = 'publish' | 'position' | 'commit' | 'produce' | 'dot' | 'flag';
/** Reads the bytes of one connection in order; gives the steps that the chunk completes. */
export type StepReader = (chunk: Buffer) => Step[];

const PG_LENGTH_BYTES = 4;

/** PostgreSQL's protocol 3: statements come as Q (text), or as P (name and text) and later B (name). */
export function readPostgresSteps(): StepReader {
  const texts = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  let wrote = false;
  const stepOf = (text: string): Step | undefined => {
    if (/^\s*begin/i.test(text)) wrote = false;
    if (/bus\.publish\(/.test(text)) {
      wrote = true;
      return 'publish';
    }
    if (/update bus\.positions/.test(text)) {
      wrote = true;
      return 'position';
    }
    if (!/^\s*commit/i.test(text) || !wrote) return undefined;
    wrote = false;
    return 'commit';
  };
  const textOf = (type: string, body: Buffer): string | undefined => {
    const first = body.toString('utf8', 0, Math.max(0, body.indexOf(0)));
    if (type === 'Q') return first;
    if (type === 'P') {
      const from = body.indexOf(0) + 1;
      texts.set(first, body.toString('utf8', from, body.indexOf(0, from)));
    }
    if (type !== 'B') return undefined;
    const from = body.indexOf(0) + 1;
    return texts.get(body.toString('utf8', from, body.indexOf(0, from)));
  };
  return (chunk) => {
    const steps: Step[] = [];
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      // The first message has no type.
      const head = started ? 1 : 0;
      if (rest.length < head + PG_LENGTH_BYTES) return steps;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return steps;
      const body = rest.subarray(head + PG_LENGTH_BYTES, length);
      const text = started ? textOf(rest.toString('latin1', 0, 1), body) : undefined;
      const step = text === undefined ? undefined : stepOf(text);
      if (step) steps.push(step);
      started = true;
      rest = rest.subarray(length);
    }
  };
}

const KAFKA_PRODUCE = 0;
const KAFKA_HEAD_BYTES = 6;

/** Kafka's protocol: each request is a length and an API key; Produce is 0. */
export function readKafkaSteps(): StepReader {
  let rest: Buffer = Buffer.alloc(0);
  let skip = 0;
  return (chunk) => {
    const steps: Step[] = [];
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const skipped = Math.min(skip, rest.length);
      rest = rest.subarray(skipped);
      skip -= skipped;
      if (skip > 0 || rest.length < KAFKA_HEAD_BYTES) return steps;
      if (rest.readInt16BE(4) === KAFKA_PRODUCE) steps.push('produce');
      skip = 4 + rest.readInt32BE(0);
    }
  };
}

/** SMTP: the dot that hands a mail over. */
export function readSmtpSteps(): StepReader {
  let tail = '';
  return (chunk) => {
    const text = tail + chunk.toString('latin1');
    tail = text.slice(-4);
    return text.includes('\r\n.\r\n') ? ['dot'] : [];
  };
}

/** IMAP: a mail is marked as taken. */
export function readImapSteps(): StepReader {
  return (chunk) =>
    /^\S+ (?:UID )?(?:STORE|MOVE) /im.test(chunk.toString('latin1')) ? ['flag'] : [];
}
