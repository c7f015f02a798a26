// What a mention becomes in the intake, whatever a platform gives.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intakeReceivedSchema, TEXT_MAX } from '#shared/events/intake.ts';
import { dedupKeyOf, type MentionFacts, toReceived } from './mention.ts';

const source = {
  platform: 'x' as const,
  connector: 'x:brand',
  receivedAt: new Date('2026-11-23T08:00:00Z'),
};
const mention: MentionFacts = {
  postId: '1860000000000000001',
  author: { platformUserId: '2000000001', handle: 'anna', name: 'Anna' },
  text: '@brand my order never came',
  url: 'https://x.com/i/status/1860000000000000001',
  language: 'en',
  conversationId: '1860000000000000001',
  createdAt: '2026-11-23T07:59:00.000Z',
  direct: false,
};
const received = (over: Partial<MentionFacts>) => toReceived({ ...mention, ...over }, source);
const author = (over: Partial<MentionFacts['author']>) =>
  received({ author: { ...mention.author, ...over } }).sender;
/** What the intake adds, so that the whole event can be checked. */
const whole = (facts: MentionFacts) => ({
  ...toReceived(facts, source),
  itemId: '0190f5fe-7c00-7a00-8000-000000000000',
  reference: 'C-0000-0000',
  originalSha256: '0'.repeat(64),
  attachments: [],
});

describe('what a mention becomes', () => {
  test('R01 a mention keeps who said what, where and when', () => {
    expect(received({})).toEqual({
      channel: 'x',
      connector: 'x:brand',
      receivedAt: '2026-11-23T08:00:00.000Z',
      sentAt: '2026-11-23T07:59:00.000Z',
      sender: { name: 'Anna', handle: 'anna', platformUserId: '2000000001' },
      subject: '',
      text: '@brand my order never came',
      textCut: false,
      language: 'en',
      social: {
        platform: 'x',
        postId: '1860000000000000001',
        url: 'https://x.com/i/status/1860000000000000001',
        conversationId: '1860000000000000001',
        direct: false,
      },
    });
  });

  test('a post is one item, whichever account sees it and however it was edited', () => {
    expect(dedupKeyOf('x', mention)).toBe('x:1860000000000000001');
    expect(dedupKeyOf('x', { ...mention, text: 'edited' })).toBe(dedupKeyOf('x', mention));
  });

  test('whatever a platform gives, the event is valid and can be stored', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 2_000 });
    const field = fc.option(hostile, { nil: undefined });
    const facts = fc.record({
      postId: hostile,
      author: fc.record({ platformUserId: hostile, handle: field, name: field }),
      text: hostile,
      url: field,
      language: field,
      conversationId: field,
      createdAt: field,
      direct: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const event = whole(given as MentionFacts);
        expect(intakeReceivedSchema.safeParse(event).error).toBeUndefined();
        const stored = JSON.stringify(event);
        expect(stored).not.toContain('\\u0000');
        expect(stored.isWellFormed()).toBe(true);
      }),
    );
  });

  test('a long text is cut between characters and says so', () => {
    const event = received({ text: `${'a'.repeat(TEXT_MAX - 1)}😡 and more` });
    expect(event.text).toBe('a'.repeat(TEXT_MAX - 1));
    expect(event.textCut).toBe(true);
    expect(received({ text: 'a'.repeat(TEXT_MAX) }).textCut).toBe(false);
  });

  test('template syntax, markup and right-to-left text are kept as they were said', () => {
    const text = '{{#with this}}{{constructor}}{{/with}} <script>x</script> \u202eمرحبا\u202c';
    expect(received({ text }).text).toBe(text);
  });

  test('NUL and half surrogate pairs, which cannot be stored, are shown as replaced', () => {
    expect(received({ text: 'a\0b\ud83dc' }).text).toBe('a\ufffdb\ufffdc');
  });

  test('a post without readable text is an item that says so (R03)', () => {
    expect(received({ text: ' \n ' }).unreadable).toBe('The post has no text that can be read.');
    expect(received({}).unreadable).toBeUndefined();
  });

  test.each([
    ['@anna', 'anna'],
    [' @@anna b\u200bc ', 'annabc'],
    ['anna\u202efdp', 'annafdp'],
    ['ben@social.example', 'ben@social.example'],
    ['a'.repeat(500), 'a'.repeat(200)],
  ])('a handle holds nothing invisible: %j', (given, expected) => {
    expect(author({ handle: given }).handle).toBe(expected);
  });

  test('a name keeps its emoji, but no line breaks and no change of direction', () => {
    expect(author({ name: 'Anna\r\nBcc: x \u202e 👩‍👩‍👧' }).name).toBe('Anna Bcc: x 👩‍👩‍👧');
  });

  test('an empty handle, name or id is left out, so that it is no one’s', () => {
    expect(author({ handle: '@', name: ' \u0007', platformUserId: '' })).toEqual({});
  });

  test.each([
    ['en', 'en'],
    ['pt-BR', 'pt-BR'],
    ['iw', 'he'],
    ['in', 'id'],
    ['und', undefined],
    ['zxx', undefined],
    ['qme', undefined],
    ['art', undefined],
    ['english; drop', undefined],
  ])('the language tag %s means %s', (given, expected) => {
    expect(received({ language: given }).language).toBe(expected);
  });

  test.each([
    ['2026-11-23T09:00:00+01:00', '2026-11-23T08:00:00.000Z'],
    ['yesterday', undefined],
    ['+275000-01-01T00:00:00Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
  ])('the time %s is taken as %s', (given, expected) => {
    expect(received({ createdAt: given }).sentAt).toBe(expected);
  });

  test.each([
    'javascript:alert(1)',
    'http://x.com/1',
    'https://x.com/a b',
    `https://x.com/${'a'.repeat(500)}`,
  ])('the address %s is not passed on', (url) => {
    expect(received({ url }).social?.url).toBeUndefined();
  });
});
