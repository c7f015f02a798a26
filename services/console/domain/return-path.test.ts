// Where signing in may lead.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

test.each([
  ['/console', '/console'],
  ['/console/cases/C-7K3M-9QXD?tab=log#e12', '/console/cases/C-7K3M-9QXD?tab=log#e12'],
  ['/console/cases/../work', '/console/work'],
])('S30 %s leads back to the page', (given, path) => {
  expect(returnPath(given)).toBe(path);
});

test.each([
  'https://evil.test/console',
  '//evil.test/console',
  '/\\evil.test',
  '/console//evil.test',
  '/console\\..\\..\\evil',
  '/console/../../evil',
  '/console/..//evil.test',
  '/consolevil',
  '/\t/evil.test',
  '/console/\n',
  'javascript:alert(1)',
  ' /console',
  '/console@evil.test',
  '/status/abc',
  '/api/v1/session',
  '/console/sign-in?to=x',
  '/console/join#token',
  `/console/${'x'.repeat(3000)}`,
  '',
  undefined,
  ['/console'],
])('S30 %s leads to the first page', (given) => {
  expect(returnPath(given)).toBe('/console/');
});

test('S30 whatever is given, a browser stays in the console of this instance', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '@',
    ':',
    '?',
    '#',
    'console',
    'evil.test',
    'http:',
    '\t',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const given of [pieces.join(''), `/console${pieces.join('')}`]) {
        const url = new URL(returnPath(given), 'https://redress.test');
        expect(url.origin).toBe('https://redress.test');
        expect(url.pathname).toMatch(/^\/console(\/|$)/);
      }
    }),
  );
});
