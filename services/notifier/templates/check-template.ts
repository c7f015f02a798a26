// Whether what people wrote is a template: it compiles, names known values only, reaches nothing but them, keeps its promises,
// and its HTML is what mail programs show. Publishing is in template-store.ts.
import type { Purpose } from '#shared/events/message.ts';
import { htmlFaults } from '../domain/template-html.ts';
import {
  linkNames,
  namesFor,
  promisedNames,
  type TemplatePart,
  type TemplateSources,
  templateParts,
} from '../domain/template-values.ts';
import { parseTemplate } from './compile.ts';

/** What is wrong with a part. `code` is for programs, `name` what it is about, `message` for people. */
export type TemplateFault = {
  part: TemplatePart;
  line: number;
  code: string;
  name: string;
  message: string;
};

/** The longest source of a part, in characters; the layout and values come on top. */
export const SOURCE_CHARS_MAX = 20_000;
const SUBJECT_SOURCE_CHARS_MAX = 1_000;
const DEPTH_MAX = 8;
const STATEMENTS_MAX = 1_000;
const FAULTS_MAX = 20;

const messages: Record<string, (name: string) => string> = {
  too_long: (name) => `is too long: at most ${name} characters`,
  missing: () => 'must not be empty',
  characters: () => 'holds characters that no text has (U+E000, U+E001, NUL)',
  syntax: (name) => `is no template: ${name}`,
  unknown: (name) => `there is no value ${name} in this message`,
  raw: (name) => `{{{${name}}}} would not be escaped: write {{${name}}}`,
  helper: (name) => `${name}: only if, else and each can be used`,
  path: (name) => `${name}: only the name of a value can be written`,
  too_deep: () => `is nested more than ${DEPTH_MAX} deep, or has more than ${STATEMENTS_MAX} parts`,
  promise: (name) => `must use {{${name}}}: this message promises it`,
  tag: (name) => `<${name}> is not for mails`,
  attribute: (name) => `the attribute ${name} is not for mails`,
  address: (name) =>
    `a link must lead to https://, mailto:, tel: or a value that is a link: ${name}`,
  value_place: (name) => `a value may stand in a text or in a quoted attribute only: ${name}`,
  unclosed: (name) => `<${name} is never closed`,
};

type Report = (code: string, line: number, name: string) => void;

const isPath = (node: hbs.AST.Node): node is hbs.AST.PathExpression =>
  node.type === 'PathExpression';

/** The name of a value, or undefined where something else is written, which is told. */
function plainName(node: hbs.AST.Node, report: Report): string | undefined {
  if (isPath(node) && !node.data && node.depth === 0) {
    if (node.parts.length === 0 && node.original === 'this') return 'this';
    const [name] = node.parts;
    if (node.parts.length === 1 && node.original === name) return name;
  }
  const shown = isPath(node) ? node.original : node.type;
  report('path', node.loc.start.line, String(shown));
  return undefined;
}

function createWalk(known: readonly string[], used: Set<string>, report: Report) {
  let statements = 0;
  const value = (node: hbs.AST.Node, inList: boolean): string | undefined => {
    const name = plainName(node, report);
    if (name === undefined) return undefined;
    if (name === 'this' ? !inList : !known.includes(name))
      report('unknown', node.loc.start.line, name);
    used.add(name);
    return name;
  };
  const mustache = (node: hbs.AST.MustacheStatement, inList: boolean): void => {
    const name = value(node.path, inList);
    if (!node.escaped) report('raw', node.loc.start.line, name ?? '');
    if (node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0)
      report('helper', node.loc.start.line, name ?? '');
  };
  const block = (node: hbs.AST.BlockStatement, depth: number, inList: boolean): void => {
    const helper = isPath(node.path) ? node.path.original : '';
    const [subject, ...more] = node.params;
    const isKnown = helper === 'if' || helper === 'each';
    const hasNames =
      (node.program?.blockParams?.length ?? 0) > 0 || (node.hash?.pairs.length ?? 0) > 0;
    if (!isKnown || !subject || more.length > 0 || hasNames)
      report('helper', node.loc.start.line, String(helper));
    if (subject) value(subject, inList);
    if (node.program) walk(node.program, depth + 1, inList || helper === 'each');
    if (node.inverse) walk(node.inverse, depth + 1, inList);
  };
  const walk = (program: hbs.AST.Program, depth: number, inList: boolean): void => {
    if (depth > DEPTH_MAX) {
      report('too_deep', program.loc?.start.line ?? 1, '');
      return;
    }
    for (const node of program.body) {
      if (++statements > STATEMENTS_MAX) {
        if (statements === STATEMENTS_MAX + 1) report('too_deep', node.loc.start.line, '');
        return;
      }
      if (node.type === 'MustacheStatement') mustache(node as hbs.AST.MustacheStatement, inList);
      else if (node.type === 'BlockStatement') block(node as hbs.AST.BlockStatement, depth, inList);
      else if (node.type !== 'ContentStatement' && node.type !== 'CommentStatement')
        report('helper', node.loc.start.line, node.type);
    }
  };
  return walk;
}

function partFaults(purpose: Purpose, part: TemplatePart, source: string): TemplateFault[] {
  const faults: TemplateFault[] = [];
  const report: Report = (code, line, name) => {
    const message = messages[code]?.(name) ?? code;
    // An end tag is at fault as its beginning was.
    const isKnown = faults.some(
      (fault) => fault.code === code && fault.line === line && fault.name === name.slice(0, 200),
    );
    if (faults.length < FAULTS_MAX && !isKnown)
      faults.push({ part, line, code, name: name.slice(0, 200), message });
  };
  const most = part === 'subject' ? SUBJECT_SOURCE_CHARS_MAX : SOURCE_CHARS_MAX;
  if (source.length > most) report('too_long', 1, String(most));
  else if (!source.trim()) report('missing', 1, '');
  else if (/[\u{E000}\u{E001}\0]/u.test(source) || !source.isWellFormed())
    report('characters', 1, '');
  if (faults.length > 0) return faults;
  let program: hbs.AST.Program;
  try {
    program = parseTemplate(source);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(said)?.[1] ?? 1);
    report('syntax', line, said.split('\n').at(-1)?.slice(0, 200) ?? '');
    return faults;
  }
  const used = new Set<string>();
  createWalk(namesFor(purpose, part), used, report)(program, 0, false);
  for (const names of promisedNames(purpose, part))
    if (!names.some((name) => used.has(name))) report('promise', 1, names[0] ?? '');
  if (part === 'html')
    for (const { code, line, name } of htmlFaults(source, linkNames)) report(code, line, name);
  return faults;
}

/** Everything that is wrong with a template; nothing when it can be published. */
export function templateFaults(purpose: Purpose, sources: TemplateSources): TemplateFault[] {
  return templateParts.flatMap((part) => {
    const source = sources[part];
    return source === undefined ? [] : partFaults(purpose, part, source);
  });
}
