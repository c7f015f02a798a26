// The recovery policy as data: what the SOPs prescribe, in a file that people can change. Its shape is in schema/.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { canonicalJson } from '../canonical-json.ts';
import { ConfigError, errorText } from '../errors.ts';
import { type PolicyData, policySchema } from './policy-schema.ts';

export type { PolicyData } from './policy-schema.ts';

/** A policy with its version: each decision records the version that it followed (R32). */
export type Policy = PolicyData & { version: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const deepMerge = (base: unknown, over: unknown): unknown => {
  if (!isObject(base) || !isObject(over)) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, deepMerge(base[key], over[key])]));
};

let defaults: unknown;
// Read once: the defaults are a file of the program.
function defaultData(): unknown {
  defaults ??= parseYaml(readFileSync(new URL('./default.yaml', import.meta.url), 'utf8'));
  return defaults;
}

/** The values of the defaults as they are written, before the schema reads them. */
export const defaultValues = (): Record<string, unknown> => {
  const values = defaultData();
  return isObject(values) ? values : {};
};

/** A fault of a policy: where, and what. `unknown`: there is no such field. */
export type FieldFault = { path: PropertyKey[]; message: string; unknown?: true };

function parse(own: unknown): { data: PolicyData } | { faults: FieldFault[] } {
  if (own !== null && !isObject(own))
    return {
      faults: [{ path: [], message: 'expected fields with values, such as "currency: EUR"' }],
    };
  const result = policySchema.safeParse(deepMerge(defaultData(), own ?? {}));
  if (result.success) return { data: result.data };
  return {
    faults: result.error.issues.flatMap(({ path, message, ...issue }) =>
      // Each unknown key at its own line, and named as the field that it is.
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: [...path, key],
            message: 'there is no such field',
            unknown: true as const,
          }))
        : [{ path, message }],
    ),
  };
}

const versionOf = (data: PolicyData): string =>
  createHash('sha256').update(canonicalJson(data)).digest('hex').slice(0, 12);

/** Everything that is wrong with an organisation's own values; nothing when they make a policy. */
export function policyFaults(own: unknown): FieldFault[] {
  const read = parse(own);
  return 'faults' in read ? read.faults : [];
}

/**
 * The default policy with an organisation's own values laid over it (lists are replaced whole). `version` names a stored
 * policy, which keeps the name that decisions recorded whatever fields were added to it since.
 * @throws ConfigError naming the field that is wrong.
 */
export function policyFrom(own: unknown, version?: string): Policy {
  const read = parse(own);
  if ('data' in read) return { ...read.data, version: version ?? versionOf(read.data) };
  const { path = [], message = 'not valid' } = read.faults[0] ?? {};
  throw new ConfigError(
    ['policy', ...(path.length > 0 ? [path.map(String).join('.')] : []), message].join(': '),
  );
}

const at = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    data,
  );

/**
 * A version as it was stored, perhaps by an older program: fields that were added since have their defaults, fields that are
 * gone are left out.
 * @throws ConfigError naming the version and the field that this program cannot read.
 */
export function storedPolicy(effective: unknown, version: string): Policy {
  const data: unknown = structuredClone(effective);
  for (const { path, unknown } of policyFaults(data)) {
    const key = path.at(-1);
    if (unknown && key !== undefined)
      Reflect.deleteProperty(at(data, path.slice(0, -1)) as object, key);
  }
  try {
    return policyFrom(data, version);
  } catch (error) {
    throw new ConfigError(
      `the published policy ${version} cannot be read by this program: ${errorText(error)}`,
      { cause: error },
    );
  }
}

/** The default policy with own values laid over it, as `policyFrom`. */
export const loadPolicy = (over: unknown = {}): Policy => policyFrom(over);

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
