// The document of the whole API: complete, and true to the routes it is made of.
import { expect, test } from 'vitest';
import { apiReferencePage } from '#shared/api/reference-page.ts';
import { apiDocument, wholeApi } from './api-reference.ts';
import { commandTypes } from './cases/domain/commands/permissions.ts';

const document = apiDocument('http://127.0.0.1:8080');
const text = JSON.stringify(document);

test('it is OpenAPI 3.1 with an operation for each route, and one for each command', () => {
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(operations.sort()).toEqual(wholeApi.map(({ method, path }) => `${method} ${path}`).sort());
  for (const command of commandTypes)
    expect(operations).toContain(`post /api/v1/cases/{reference}/${command}`);
});

test('every parameter of a path is described, and no other', () => {
  const wrong = wholeApi.filter(({ path, params }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    return JSON.stringify(named) !== JSON.stringify(Object.keys(params?.shape ?? {}).sort());
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('every reference within it leads somewhere', () => {
  const schemas = Object.keys(document.components?.schemas ?? {});
  const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(named.filter((name) => !schemas.includes(name ?? ''))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});

test('S9 only what is meant for everybody asks for no token', () => {
  const open = wholeApi.filter(({ who }) => who === 'public').map(({ path }) => path);
  expect(
    open.every((path) =>
      /^\/($|status|survey|api\/v1\/(complaints$|sign-in|session$|session\/(second-factor|passkey|provider)))/.test(
        path,
      ),
    ),
  ).toBe(true);
});

test('S23 every body for staff refuses unknown keys, and says so', () => {
  const lax = wholeApi.filter(
    ({ who, body }) => who !== 'public' && body?.safeParse({ odd_key: 1 }).success,
  );
  expect(lax.map(({ path }) => path)).toEqual([]);
});

test('the page shows each operation and is inert', () => {
  const page = apiReferencePage(document, { style: '/s.css', json: '/d.json' });
  for (const { operationId } of wholeApi)
    expect([operationId, page.includes(`id="${operationId}"`)]).toEqual([operationId, true]);
  expect(page).not.toMatch(/<script|style="|src=|href="http/);
});
