// A policy as people write it: YAML laid over the defaults, with each fault at its line. Publishing is the cases service's.
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { type Policy, policyFaults, policyFrom } from './policy.ts';

/** What is wrong with a policy: a line of its text (where there is one), a field, the fault. */
export type PolicyFault = { line?: number; field: string; message: string };

/** A policy that was read, with what its author wrote themselves; or everything that is wrong with it. */
export type PolicyReading =
  | { ok: true; policy: Policy; own: unknown }
  | { ok: false; faults: PolicyFault[] };

/** More than any policy has; the defaults have 80 KB. */
export const POLICY_CHARS_MAX = 1_000_000;
const FAULTS_MAX = 50;
const DEPTH_MAX = 40;

type Document = ReturnType<typeof parseDocument>;
type Path = readonly PropertyKey[];

// The key of the path's last field where it is written; else the nearest part above that is.
function nodeAt(document: Document, path: Path): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === last);
      if (pair) return pair.key as Node;
    }
    const found = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (found?.range) return found;
  }
  return undefined;
}

function isDeep(text: string): boolean {
  // Flow collections nest without limit in one line, and the parser goes down by recursion.
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEPTH_MAX) return true;
  }
  return /^(?: {2}){40,}\S/m.test(text) || /(?:- ){40,}/.test(text);
}

const whole = (message: string): PolicyReading => ({
  ok: false,
  faults: [{ field: 'policy', message }],
});

/** Reads a policy of YAML text, laid over the defaults. Never throws: what is wrong is a value. */
export function readPolicyText(text: string): PolicyReading {
  if (text.length > POLICY_CHARS_MAX)
    return whole(`expected at most ${POLICY_CHARS_MAX} characters`);
  if (isDeep(text)) return whole(`nested more than ${DEPTH_MAX} levels deep`);
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines });
    if (document.errors.length > 0)
      return {
        ok: false,
        faults: document.errors.slice(0, FAULTS_MAX).map(({ message, pos: [at] }) => ({
          line: lines.linePos(at).line,
          field: 'policy',
          message: message.split(/ at line \d|\n/)[0] ?? 'not YAML',
        })),
      };
    const own: unknown = document.toJS() ?? {};
    const faults = policyFaults(own);
    if (faults.length === 0) return { ok: true, policy: policyFrom(own), own };
    const found = faults.slice(0, FAULTS_MAX).map(({ path, message }): PolicyFault => {
      const at = nodeAt(document, path)?.range?.[0];
      return {
        ...(at === undefined ? {} : { line: lines.linePos(at).line }),
        field: path.map(String).join('.') || 'policy',
        message,
      };
    });
    return { ok: false, faults: found.sort((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
  } catch (error) {
    // Too many aliases, or deeper than the stack: nothing that a person writes.
    return whole(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A fault in a line for people. */
export const faultText = ({ line, field, message }: PolicyFault): string =>
  `${line === undefined ? '' : `line ${line}: `}${field}: ${message}`;
