// What a template may be: it names known values, reaches nothing else, keeps its promises, and is no way into a mail program.
import { describe, expect, test } from 'vitest';
import { purposes } from '#shared/events/message.ts';
import { SOURCE_CHARS_MAX, templateFaults } from './check-template.ts';
import { defaultLocales, defaultSources } from './compile.ts';

const sources = defaultSources('acknowledgement', 'en');
const good = { subject: '', html: '', text: '', dm: '', ...sources };
const codes = (over: Partial<typeof good>): string[] =>
  templateFaults('acknowledgement', { ...good, ...over }).map(
    ({ part, code }) => `${part} ${code}`,
  );
const html = (more: string): string[] => codes({ html: `${good.html}${more}` });

test('every template that comes with the program is one', () => {
  for (const purpose of purposes)
    for (const locale of defaultLocales(purpose)) {
      const template = defaultSources(purpose, locale);
      expect([purpose, locale, template && templateFaults(purpose, template)]).toEqual([
        ...[purpose, locale, []],
      ]);
    }
});

describe('S19 a template reaches nothing but the values of its message', () => {
  test.each([
    ['{{constructor}}', 'unknown'],
    ['{{__proto__}}', 'unknown'],
    ['{{reference.constructor}}', 'path'],
    ['{{this.constructor}}', 'path'],
    ['{{../reference}}', 'path'],
    ['{{@root.reference}}', 'path'],
    ['{{lookup reference "x"}}', 'unknown'],
    ['{{reference statusUrl}}', 'helper'],
    ['{{#with reference}}{{/with}}', 'helper'],
    ['{{#each paragraphs as |x|}}{{/each}}', 'helper'],
    ['{{> layout}}', 'helper'],
    ['{{{reference}}}', 'raw'],
    ['{{&reference}}', 'raw'],
    ['{{customerName}}', 'unknown'],
    ['{{this}}', 'unknown'],
  ])('%s', (more, code) => {
    expect(codes({ text: `${good.text}${more}` })).toContain(`text ${code}`);
  });
});

describe('S22 the HTML of a mail is a text, not a program', () => {
  test.each([
    ['<script>alert(1)</script>', 'tag'],
    ['<img src=x onerror=alert(1)>', 'tag'],
    ['<svg/onload=alert(1)>', 'tag'],
    ['<p onclick="alert(1)">x</p>', 'attribute'],
    ['<p style="background:url(https://evil.example)">x</p>', 'attribute'],
    ['<a href="javascript:alert(1)">x</a>', 'address'],
    ['<a href=" java\nscript:alert(1)">x</a>', 'address'],
    ['<a href="{{reference}}">x</a>', 'address'],
    ['<a href="http:{{reference}}">x</a>', 'address'],
    ['<a href={{statusUrl}}>x</a>', 'value_place'],
    ['<p {{reference}}>x</p>', 'value_place'],
    ['<{{reference}}>', 'value_place'],
    ['<!-- {{reference}} -->', 'tag'],
    ['<p class="x', 'unclosed'],
    ['<iframe srcdoc="x"></iframe>', 'tag'],
  ])('%s', (more, code) => {
    expect(html(more)).toContain(`html ${code}`);
  });

  test.each([
    '<a href="{{statusUrl}}">x</a>',
    '<a href="https://example.com/?r={{reference}}">x</a>',
    '5 < 6',
    '<a href="mailto:care@example.com">x</a>',
    '<p title="{{reference}}">x</p>',
  ])('%s is fine', (more) => {
    expect(html(more)).toEqual([]);
  });
});

test('R10 an acknowledgement without reference, date or link is none', () => {
  const text = 'Thank you.';
  expect(codes({ text })).toEqual(['text promise', 'text promise', 'text promise']);
  const [fault] = templateFaults('acknowledgement', { ...good, text });
  expect(fault).toMatchObject({ part: 'text', name: 'reference' });
});

test('a fault is told with its line', () => {
  const text = `${good.text}\n{{#if reference}}\n{{nonsense}}\n`;
  const [fault] = templateFaults('acknowledgement', { ...good, text: `${text}{{/if}}` });
  expect(fault).toMatchObject({ code: 'unknown', name: 'nonsense' });
  expect(fault?.line).toBe(`${good.text}\n{{#if reference}}\n`.split('\n').length);
  expect(codes({ text })).toEqual(['text syntax']);
});

test('S35 what is large or deep is refused in bounded time', () => {
  expect(codes({ text: 'x'.repeat(SOURCE_CHARS_MAX + 1) })).toEqual(['text too_long']);
  const deep = `${'{{#if reference}}'.repeat(500)}${'{{/if}}'.repeat(500)}`;
  expect(codes({ text: deep })).toContain('text too_deep');
  expect(codes({ text: '{{'.repeat(9_000) })).toEqual(['text syntax']);
  expect(html('<'.repeat(5_000)).length).toBeLessThan(50);
  expect(html('<a '.repeat(5_000)).length).toBeLessThan(50);
  expect(codes({ subject: ' ' })).toEqual(['subject missing']);
});
