// Documents of YAML as people write them, above all a policy (laid over the defaults), with each fault at its line. Publishing
// is the cases service's.
import { isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type Policy, policyFaults, policyFrom } from './policy.ts';

/** What is wrong with a policy: a line of its text (where there is one), a field, the fault. */
export type PolicyFault = { line?: number; field: string; message: string };

/** A policy that was read, with what its author wrote themselves; or everything that is wrong with it. */
export type PolicyReading =
  | { ok: true; policy: Policy; own: unknown }
  | { ok: false; faults: PolicyFault[] };

/** Nearly three times what the defaults have with all values written out; a parser takes about a second for the worst. */
export const POLICY_CHARS_MAX = 400_000;
// Marks that can begin or end a node or a text: what the parser takes as faults costs it the square of their number (S35).
// The defaults have 22,000.
const MARKS = '\n,:[]{}?&*-"\'!|>#%@`';
const MARKS_MAX = 40_000;
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

function countMarks(text: string): number {
  let marks = 0;
  for (const character of text) if (MARKS.includes(character)) marks++;
  return marks;
}

// The parser's own check compares each key of a map with all others: seconds for a map of thousands.
function repeatedKeys(document: Document): Node[] {
  const found: Node[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name !== undefined && seen.has(name)) found.push(key as Node);
        if (name !== undefined) seen.add(name);
      }
    },
  });
  return found;
}

/** A document that was read, or everything that is wrong with it. */
export type DocumentReading = { ok: true; own: unknown } | { ok: false; faults: PolicyFault[] };

/**
 * Reads a document of YAML text of some name, in bounds, and asks what is wrong with it. Never throws: what is wrong is a
 * value.
 */
export function readDocument(
  text: string,
  name: string,
  faultsOf: (own: unknown) => readonly { path: Path; message: string }[],
): DocumentReading {
  const whole = (message: string): DocumentReading => ({
    ok: false,
    faults: [{ field: name, message }],
  });
  if (text.length > POLICY_CHARS_MAX)
    return whole(`expected at most ${POLICY_CHARS_MAX} characters`);
  if (countMarks(text) > MARKS_MAX)
    return whole(`expected at most ${MARKS_MAX} lines, entries and separators`);
  if (isDeep(text)) return whole(`nested more than ${DEPTH_MAX} levels deep`);
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
    if (document.errors.length > 0)
      return {
        ok: false,
        faults: document.errors.slice(0, FAULTS_MAX).map(({ message, pos: [at] }) => ({
          line: lines.linePos(at).line,
          field: name,
          message: message.split(/ at line \d|\n/)[0] ?? 'not YAML',
        })),
      };
    const repeated = repeatedKeys(document);
    if (repeated.length > 0)
      return {
        ok: false,
        faults: repeated.slice(0, FAULTS_MAX).map((key) => ({
          line: lines.linePos(key.range?.[0] ?? 0).line,
          field: String(key),
          message: 'stands twice in the same place',
        })),
      };
    const own: unknown = document.toJS() ?? {};
    const faults = faultsOf(own);
    if (faults.length === 0) return { ok: true, own };
    const found = faults.slice(0, FAULTS_MAX).map(({ path, message }): PolicyFault => {
      const at = nodeAt(document, path)?.range?.[0];
      return {
        ...(at === undefined ? {} : { line: lines.linePos(at).line }),
        field: path.map(String).join('.') || name,
        message,
      };
    });
    return { ok: false, faults: found.sort((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
  } catch (error) {
    // Too many aliases, or deeper than the stack: nothing that a person writes.
    return whole(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads a policy of YAML text, laid over the defaults. Never throws: what is wrong is a value. */
export function readPolicyText(text: string): PolicyReading {
  const read = readDocument(text, 'policy', policyFaults);
  return read.ok ? { ...read, policy: policyFrom(read.own) } : read;
}

/** A fault in a line for people. */
export const faultText = ({ line, field, message }: PolicyFault): string =>
  `${line === undefined ? '' : `line ${line}: `}${field}: ${message}`;
