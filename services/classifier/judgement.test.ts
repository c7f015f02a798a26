// What a fresh instance takes texts for, by the default policy and with the real language models.
import { describe, expect, test } from 'vitest';
import { samples as german } from '../../test/corpus/classifier/de.ts';
import { samples as english } from '../../test/corpus/classifier/en.ts';
import { samples as spanish } from '../../test/corpus/classifier/es.ts';
import { samples as french } from '../../test/corpus/classifier/fr.ts';
import { judge, received } from '../../test/corpus/classifier/judge.ts';

describe.each([
  ['en', english],
  ['de', german],
  ['es', spanish],
  ['fr', french],
] as const)('R03 R15 R17 a fresh instance reads %s', (language, samples) => {
  test.each(samples)('%s', async (text, expected) => {
    const judged = await judge(text);
    expect(judged).toMatchObject({ agitated: false, threat: false, language, ...expected });
    expect(judged.decided).toBe(judged.category !== 'unknown');
  });
});

describe('R03 what is not surely an inquiry or feedback is a complaint', () => {
  test.each([
    ['', 'nothing said'],
    ['   \n\t ', 'blanks'],
    ['👍', 'a symbol'],
    ['https://example.org/a', 'a link'],
    ['Where is my parcel?', 'a question about trouble'],
    [
      'I would like to know why nobody has answered for two weeks.',
      'a polite question about trouble',
    ],
    ['Great job leaving us without heating.', 'sarcasm over an outage'],
    ['Thank you, but the parcel never arrived.', 'praise that turns'],
    ['Is it possible that you are unable to read?', 'an insult as a question'],
    ['Thanks for nothing, crooks.', 'thanks without praise'],
  ])('%j (%s)', async (text) => {
    expect((await judge(text)).kind).toBe('complaint');
  });

  test('what is unreadable is an undecided complaint that a supervisor sees (moderate)', async () => {
    expect(await judge('', { unreadable: 'the mail is encrypted' })).toMatchObject({
      kind: 'complaint',
      category: 'unknown',
      severity: 'moderate',
      decided: false,
    });
  });

  test('an unknown language is an undecided complaint, and its hint is kept', async () => {
    expect(await judge('注文した商品がまだ届きません。とても困っています。')).toMatchObject({
      kind: 'complaint',
      category: 'unknown',
      severity: 'moderate',
      decided: false,
      language: 'ja',
    });
    expect(await judge('???', { language: 'de-AT' })).toMatchObject({ language: 'de' });
  });

  test('an injury is found even where the language is not', async () => {
    const text = 'Zxqv wrtp blmk. The charger caught fire. Zxqv wrtp blmk qpow lkjh mnbv.';
    expect((await judge(text, { language: 'ja' })).severity).toBe('critical');
  });

  test('of two categories with as many words the earlier of the policy has it, with both shown', async () => {
    const judged = await judge('The courier was late and the lid is scratched.');
    expect(judged).toMatchObject({ category: 'product', decided: true });
    const shown = judged.evidence.filter(
      (each) => each.label === 'category' && each.source === 'term',
    );
    expect(shown.map((each) => each.value)).toEqual(['product', 'delivery']);
  });

  test('the subject line decides between categories', async () => {
    const text = 'The courier was late and the lid is scratched.';
    expect((await judge(text, { subject: 'Complaint about delivery' })).category).toBe('delivery');
  });

  test('a salutation is not the matter', async () => {
    const judged = await judge('Dear customer service team,\nthe washing machine is broken.');
    expect(judged.category).toBe('product');
  });
});

describe('R05 surveys', () => {
  test.each([
    [1, 5, 'Thank you so much, great staff!', 'complaint'],
    [2, 5, '', 'complaint'],
    [4, 10, 'fine', 'complaint'],
    [5, 5, 'Excellent service!', 'feedback'],
    [9, 10, '', 'feedback'],
    [5, 5, 'The parcel never arrived.', 'complaint'],
    [3, 5, '', 'complaint'],
    [5, 5, 'I will kill you', 'complaint'],
  ])('%i of %i with %j is %s', async (score, scale, text, kind) => {
    const judged = await judge(text, { channel: 'survey', survey: { score, scale } });
    expect(judged.kind).toBe(kind);
  });
});

describe('R17 agitation and threat', () => {
  test('swearing and despair are no threat, a threat in calm words is one', async () => {
    expect(await judge('You fucking idiots, I hate you, I am furious!!!')).toMatchObject({
      agitated: true,
      threat: false,
    });
    expect(await judge('Tomorrow I will come and break your legs.')).toMatchObject({
      agitated: false,
      threat: true,
    });
  });

  test.each([
    'Your charger could have killed someone.',
    'Do not leave the knife next to the bread, I cut myself.',
    'Please shoot you an email about the bath bomb.',
    'The competition will beat your price, kill my subscription.',
    'The heater could burn down a house.',
    'Ich finde euch toll, aber die Lieferung fehlt.',
    'Der Typ hat mich mit dem Messer am Buffet geschnitten.',
    'La batterie peut exploser et mettre le feu.',
    'La bomba de calor no funciona.',
  ])('no threat: %s', async (text) => {
    expect((await judge(text)).threat).toBe(false);
  });

  test('a threat is found in capitals, with accents or without, in the subject, across lines', async () => {
    for (const text of ['I WILL KILL YOU', 'Te voy a mátar', 'i will\nkill you', "I'LL KILL YOU"])
      expect((await judge(text)).threat, text).toBe(true);
    expect((await judge('.', { subject: 'I will kill you' })).threat).toBe(true);
  });

  test('capitals without a bad tone are not agitation', async () => {
    expect((await judge('PLEASE SEND THE INVOICE FOR ORDER NUMBER SEVEN')).agitated).toBe(false);
  });
});

describe('R15 severity', () => {
  test.each([
    ['I paid 900 EUR for the sofa and it has a scratch.', 'minor', 'a price is no loss'],
    ['You took 900 EUR from my bank, I want a refund.', 'major', 'a loss is'],
    ['You deducted 60 EUR too much.', 'moderate', 'a smaller loss'],
    ['You deducted 6 EUR too much.', 'minor', 'a small loss'],
    ['The parcel is two weeks late.', 'moderate', 'a significant delay'],
    ['The parcel is one day late.', 'minor', 'a brief delay'],
    ['I have been a customer for six months and the lid is scratched.', 'minor', 'no delay at all'],
    ['The 24 months warranty does not cover the lid.', 'minor', 'a warranty'],
    ['Es wurde niemand verletzt, der Deckel ist zerkratzt.', 'minor', 'a negated injury'],
    ['Nobody was hurt. My son was injured.', 'critical', 'one negation does not clear another'],
  ])('%s is %s: %s', async (text, severity) => {
    expect((await judge(text)).severity).toBe(severity);
  });

  test('every rule that fired is shown with its words', async () => {
    const judged = await judge('The phone caught fire again and again, I lost 700 EUR.');
    const shown = judged.evidence.filter((each) => each.label === 'severity');
    expect(shown.map((each) => each.value)).toEqual(
      expect.arrayContaining([
        'critical: injury or danger',
        'major: financial impact by amount',
        'moderate: repeated inconvenience',
        'moderate: financial impact by amount',
      ]),
    );
    expect(shown[0]?.words).toEqual(['caught fire']);
  });

  test('each decision names the rules, the model and the policy that it followed (R32)', async () => {
    const judged = await judge('The lid is scratched.');
    expect(judged.policyVersion).toMatch(/^[0-9a-f]{12}$/);
    expect(judged.modelVersion).toMatch(/^[0-9a-f]{12}$/);
    expect(judged.classifierVersion).toBe(`rules-4+${judged.modelVersion}+${judged.policyVersion}`);
  });
});

test('R03 a social mention is judged like any other item', async () => {
  const mention = received('@brand my parcel never arrived, thanks for nothing', { channel: 'x' });
  expect(await judge(mention.text, mention)).toMatchObject({
    kind: 'complaint',
    category: 'delivery',
  });
});
