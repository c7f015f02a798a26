// Which requirement is proved by which tests, from the titles of the tests. `node test/proof.ts` writes docs/proof.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Rows of docs/requirements.md: ids and their rules. */
export function requirementRows(): Map<string, string> {
  const rows = readFileSync('docs/requirements.md', 'utf8').matchAll(/^\| (R\d\d) \| (.*?) \|/gm);
  return new Map([...rows].map(([, id = '', rule = '']) => [id, rule]));
}

/** The titles of all tests, by file. Only what stands after the name of a test counts: a comment proves nothing. */
export function titlesByFile(): Map<string, string[]> {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file && existsSync(file));
  return new Map(
    [...new Set(files)].sort().map((file) => {
      const text = readFileSync(file, 'utf8');
      const titles = text.match(
        /^\s*['"`][^'"`\n]*\bR\d\d\b[^\n]*|\b(?:test|describe)[^\n]*\bR\d\d\b[^\n]*/gm,
      );
      return [file, titles ?? []];
    }),
  );
}

/** The files whose tests name a requirement, in order. */
export function proofs(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [file, titles] of titlesByFile())
    for (const [id] of titles.join('\n').matchAll(/\bR\d\d\b/g)) {
      const known = found.get(id) ?? [];
      if (!known.includes(file)) found.set(id, [...known, file]);
    }
  return found;
}

const RULE_MAX = 110;
const short = (rule: string): string =>
  rule.length > RULE_MAX ? `${rule.slice(0, RULE_MAX).replace(/\s+\S*$/, '')} …` : rule;

/** The page. */
export function proofText(): string {
  const found = proofs();
  const rows = [...requirementRows()].map(([id, rule]) => {
    const files = found.get(id)?.map((file) => `[${file.split('/').at(-1)}](../${file})`) ?? [];
    return `| ${id} | ${short(rule)} | ${files.join(', ') || 'none'} |`;
  });
  return `# Which requirement is proved where

Written by \`node test/proof.ts\` from the titles of the tests; the rules in full are in [requirements.md](requirements.md).

| id | rule | tests |
| --- | --- | --- |
${rows.join('\n')}
`;
}

if (import.meta.main) writeFileSync('docs/proof.md', proofText());
