// The parts of the look-up that need no server: the circuit breaker, the paths, the URL, the settings.
import { expect, test } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { urlFor } from './http-lookup.ts';
import { pickFields } from './json-paths.ts';
import { lookupConfig } from './lookup-config.ts';

const at = (ms: number): Date => new Date(ms);

test('a circuit opens after failures in a row, lets one try after a while, and closes when that goes well', () => {
  const breaker = createCircuitBreaker({ openAfterFailures: 3, retryAfterMs: 1000 });
  breaker.failed(at(0));
  breaker.failed(at(0));
  breaker.succeeded();
  breaker.failed(at(0));
  breaker.failed(at(0));
  expect([breaker.state(at(0)), breaker.allows(at(0))]).toEqual(['closed', true]);
  breaker.failed(at(0));
  expect([breaker.state(at(999)), breaker.allows(at(999))]).toEqual(['open', false]);
  expect(breaker.retryInMs(at(400))).toBe(600);
  expect([breaker.state(at(1000)), breaker.allows(at(1000))]).toEqual(['half_open', true]);
  expect(breaker.allows(at(1000))).toBe(false);
  breaker.failed(at(1100));
  expect([breaker.state(at(2000)), breaker.allows(at(2000))]).toEqual(['open', false]);
  expect(breaker.allows(at(2100))).toBe(true);
  breaker.succeeded();
  expect([breaker.state(at(2100)), breaker.allows(at(2100)), breaker.allows(at(2100))]).toEqual([
    'closed',
    true,
    true,
  ]);
});

test('one that tries and never tells how it went does not block for ever', () => {
  const breaker = createCircuitBreaker({ openAfterFailures: 1, retryAfterMs: 1000 });
  breaker.failed(at(0));
  expect([1000, 1500, 2000].map((ms) => breaker.allows(at(ms)))).toEqual([true, false, true]);
});

test('paths pick own values as bounded texts; what is not there is left out', () => {
  const json = JSON.parse(
    '{"a":{"b":[{"c":1},{"c":"x"}],"d":[1,"two",{"no":1}],"e":null,"f":false},"__proto__":{"g":"own"}}',
  );
  const fields = {
    first: 'a.b.0.c',
    second: 'a.b.1.c',
    list: 'a.d',
    none: 'a.e',
    no: 'a.f',
    object: 'a.b.0',
    inherited: 'constructor.name',
    length: 'a.b.length',
    proto: '__proto__.g',
  };
  expect(pickFields(json, fields)).toEqual({
    first: '1',
    second: 'x',
    list: '1, two',
    no: 'false',
    length: '2',
    proto: 'own',
  });
  expect(pickFields({ long: 'x'.repeat(5000) }, { long: 'long' }).long).toHaveLength(1000);
  expect(pickFields('text', { x: 'x' })).toEqual({});
});

test('SSRF: what is looked up cannot name another host or another path', () => {
  const template = 'https://erp.test/api/orders/{number}/short?x=1';
  const url = (parameter: string) => urlFor(template, '{number}', parameter).href;
  expect(url('A 7/ä')).toBe('https://erp.test/api/orders/A%207%2F%C3%A4/short?x=1');
  expect(url('../../admin?y#z')).toBe(
    'https://erp.test/api/orders/..%2F..%2Fadmin%3Fy%23z/short?x=1',
  );
  expect(url('@evil.test/')).toContain('https://erp.test/api/orders/%40evil.test%2F');
  expect(url('%2e%2e')).toContain('/orders/%252e%252e/');
  for (const dots of ['.', '..']) expect(() => url(dots)).toThrow('cannot be looked up');
});

test.each([
  ['https://erp.test/orders', 'expected {number} in it, once'],
  ['https://{number}.test/orders', 'after the host'],
  ['https://erp.test{number}', 'after the host'],
  ['ftp://erp.test/{number}', 'http:// or https://'],
  ['https://user:pass@erp.test/{number}', 'no passwords here'],
  ['orders/{number}', 'expected a URL'],
])('the settings refuse the template %s', (url, fault) => {
  const parsed = lookupConfig.safeParse({ orders: { url, fields: { number: 'number' } } });
  expect(parsed.error?.issues[0]?.message).toContain(fault);
});
