// The tree of categories as a list with parents: who stands below whom, moving, removing. Pure.
import { isValues, type Values } from '../../draft/policy-draft.ts';

export type Category = {
  key: string;
  parent?: string;
  label: Record<string, string>;
  terms: Record<string, unknown>;
  team?: string;
  owner?: string;
};

/** A category with its place in the list of the policy, and how deep it stands. */
export type Branch = { category: Category; index: number; depth: number };

/** The categories of a draft; what is none of them is left out. */
export const categoriesOf = (values: Values): Category[] =>
  (Array.isArray(values.categories) ? values.categories : []).filter(
    (each: unknown): each is Category => isValues(each) && typeof each.key === 'string',
  );

/** The tree, from above; whoever's parent is unknown stands at the top, so that nothing is hidden. */
export function treeOf(categories: readonly Category[]): Branch[] {
  const known = new Set(categories.map(({ key }) => key));
  const shown = new Set<number>();
  const below = (parent: string | undefined, depth: number): Branch[] =>
    categories.flatMap((category, index) => {
      const above = known.has(category.parent ?? '') ? category.parent : undefined;
      if (above !== parent || shown.has(index)) return [];
      shown.add(index);
      return [{ category, index, depth }, ...below(category.key, depth + 1)];
    });
  const tree = below(undefined, 0);
  const lost = categories.flatMap((category, index) =>
    shown.has(index) ? [] : [{ category, index, depth: 0 }],
  );
  return [...tree, ...lost];
}

/** The keys of a category and all below it. */
export function familyOf(categories: readonly Category[], key: string): string[] {
  const found = [key];
  for (const name of found)
    found.push(
      ...categories
        .filter((each) => each.parent === name && !found.includes(each.key))
        .map((each) => each.key),
    );
  return found;
}

/** Without a category: those below it move up to where it stood. */
export function withoutCategory(categories: readonly Category[], key: string): Category[] {
  const gone = categories.find((each) => each.key === key);
  return categories
    .filter((each) => each.key !== key)
    .map((each) => {
      if (each.parent !== key) return each;
      const { parent: _, ...rest } = each;
      return gone?.parent ? { ...rest, parent: gone.parent } : rest;
    });
}

/** A category before or after its neighbour of the same parent: of two that a text speaks for equally the earlier has it. */
export function movedAmongEquals(
  categories: readonly Category[],
  index: number,
  by: 1 | -1,
): Category[] {
  const mine = categories[index];
  const equals = categories.flatMap((each, at) => (each.parent === mine?.parent ? [at] : []));
  const other = equals[equals.indexOf(index) + by];
  const list = [...categories];
  const theirs = other === undefined ? undefined : list[other];
  if (!mine || !theirs || other === undefined) return list;
  list[index] = theirs;
  list[other] = mine;
  return list;
}

type Rule = { categories?: string[] };

/** Rules of routing without a category; one that was only for it goes with it. */
export function rulesWithout(rules: readonly unknown[], key: string): unknown[] {
  return rules.flatMap((rule) => {
    const named = isValues(rule) ? (rule as Rule).categories : undefined;
    if (!named?.includes(key)) return [rule];
    const rest = named.filter((each) => each !== key);
    return rest.length === 0 ? [] : [{ ...(rule as object), categories: rest }];
  });
}
