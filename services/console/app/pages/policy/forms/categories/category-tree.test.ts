// The tree of categories: shown whole whatever its parents are, taken apart and put in order without losing anybody (R15, R20).
import { describe, expect, test } from 'vitest';
import {
  type Category,
  familyOf,
  movedAmongEquals,
  rulesWithout,
  treeOf,
  withoutCategory,
} from './category-tree.ts';

const category = (key: string, parent?: string): Category => ({
  ...{ key, label: { en: key }, terms: {} },
  ...(parent ? { parent } : {}),
});
const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);
const list = [
  category('room'),
  category('noise', 'room'),
  category('bill'),
  category('cold', 'room'),
  category('heating', 'cold'),
];

describe('R15 the tree of categories', () => {
  test('stands below its parents, in the order of the list', () => {
    expect(treeOf(list).map(({ category: { key }, depth }) => `${key} ${depth}`)).toEqual([
      ...['room 0', 'noise 1', 'cold 1', 'heating 2', 'bill 0'],
    ]);
  });

  test('hides nobody: neither below a parent that is gone nor in a ring', () => {
    const wrong = [category('a', 'b'), category('b', 'a'), category('c', 'gone')];
    expect(keys(treeOf(wrong).map((branch) => branch.category)).sort()).toEqual(['a', 'b', 'c']);
    expect(familyOf(wrong, 'a').sort()).toEqual(['a', 'b']);
  });

  test('without one, those below it move up', () => {
    const rest = withoutCategory(list, 'cold');
    expect(rest.find(({ key }) => key === 'heating')?.parent).toBe('room');
    expect(withoutCategory(list, 'room').find(({ key }) => key === 'noise')).not.toHaveProperty(
      'parent',
    );
  });

  test('one changes places with its neighbour of the same parent, and at the end with none', () => {
    expect(keys(movedAmongEquals(list, 1, 1))).toEqual([
      'room',
      'cold',
      'bill',
      'noise',
      'heating',
    ]);
    expect(keys(movedAmongEquals(list, 0, -1))).toEqual(keys(list));
  });
});

test('R20 rules of routing lose a category that is removed, and go when they were only for it', () => {
  const rules = [
    { categories: ['room', 'bill'], team: 'desk' },
    { categories: ['room'], team: 'house' },
    { languages: ['de'] },
  ];
  expect(rulesWithout(rules, 'room')).toEqual([
    { categories: ['bill'], team: 'desk' },
    { languages: ['de'] },
  ]);
});
