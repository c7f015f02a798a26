// The recovery policy as data: what the SOPs prescribe, in a file that people can change. Its shape is in schema/.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { ConfigError } from '../errors.ts';
import { type PolicyData, policySchema } from './policy-schema.ts';

export type { PolicyData } from './policy-schema.ts';

/** A policy with its version: each decision records the version that it followed (R32). */
export type Policy = PolicyData & { version: string };

const deepMerge = (base: unknown, over: unknown): unknown => {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(base) || !isObject(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = deepMerge(merged[key], value);
  return merged;
};

/**
 * The default policy with an organisation's own values laid over it (lists are replaced whole).
 * @throws ConfigError naming the field that is wrong.
 */
export function loadPolicy(over: unknown = {}): Policy {
  if (typeof over !== 'object' || Array.isArray(over))
    throw new ConfigError('policy: expected fields with values, such as "currency: EUR"');
  const file = new URL('./default.yaml', import.meta.url);
  const merged = deepMerge(parseYaml(readFileSync(file, 'utf8')), over ?? {});
  const result = policySchema.safeParse(merged);
  if (!result.success) {
    const { path = [], message = 'not valid' } = result.error.issues[0] ?? {};
    throw new ConfigError(
      ['policy', ...(path.length > 0 ? [path.join('.')] : []), message].join(': '),
    );
  }
  const version = createHash('sha256')
    .update(JSON.stringify(result.data))
    .digest('hex')
    .slice(0, 12);
  return { ...result.data, version };
}

/** A label in a language, else in English, else the first there is. */
export function labelIn(label: Record<string, string>, locale: string): string {
  return label[locale] ?? label.en ?? Object.values(label)[0] ?? '';
}

/** A category and those it is a part of, itself first; none when the policy does not know it. */
export function ancestry<T extends { key: string; parent?: string | undefined }>(
  policy: { categories: readonly T[] },
  category: string,
): T[] {
  const found = policy.categories.find(({ key }) => key === category);
  // The schema holds that parents exist and form no ring.
  return found ? [found, ...(found.parent ? ancestry(policy, found.parent) : [])] : [];
}
