// The language packages as they are used here: quiet, whole and without what they would drag in.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadLanguageModel } from './language-model.ts';
import { loadTextModel } from './text-model.ts';

describe('the parts of natural', () => {
  test('load without a word on the terminal, without .env, without database drivers', () => {
    const module = fileURLToPath(new URL('./text-model.ts', import.meta.url));
    const program = `
      import { createRequire } from 'node:module';
      const before = Object.keys(process.env).length;
      const { loadTextModel } = await import(${JSON.stringify(module)});
      await loadTextModel(['en', 'de', 'es', 'fr']);
      const loaded = Object.keys(createRequire(${JSON.stringify(module)}).cache);
      const unwanted = loaded.filter((file) => /node_modules\\/(pg|mongoose|redis|memjs|dotenv)\\//.test(file));
      console.log(JSON.stringify({ loaded: loaded.length > 4, unwanted, env: Object.keys(process.env).length - before }));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(JSON.parse(printed)).toEqual({ loaded: true, unwanted: [], env: 0 });
  });

  test('stem each language, and leave others as they are', async () => {
    const model = await loadTextModel(['en', 'de', 'es', 'fr', 'xx']);
    expect(model.stem('deliveries', 'en')).toBe(model.stem('delivery', 'en'));
    expect(model.stem('lieferungen', 'de')).toBe(model.stem('lieferung', 'de'));
    expect(model.stem('entregas', 'es')).toBe(model.stem('entrega', 'es'));
    expect(model.stem('livraisons', 'fr')).toBe(model.stem('livraison', 'fr'));
    expect(model.stem('dostawy', 'pl')).toBe('dostawy');
  });

  test('know how words sound, German nouns too, and take no form for another word', async () => {
    const model = await loadTextModel(['en', 'de', 'es', 'fr']);
    for (const [word, language] of [
      ['terrible', 'en'],
      ['schlechtes', 'de'],
      ['katastrophe', 'de'],
      ['decepcionada', 'es'],
      ['déçue', 'fr'],
    ] as const)
      expect(model.polarity(word, language), word).toBeLessThan(0);
    expect(model.polarity('freundliche', 'de')).toBeGreaterThan(0);
    expect(model.polarity('pourriez', 'fr')).toBe(0);
    expect(model.polarity('constructor', 'en')).toBe(0);
    expect(model.polarity('terrible', 'pl')).toBe(0);
  });
});

describe('the language detector', () => {
  test('tells the languages of longer texts, whatever they are', async () => {
    const guess = await loadLanguageModel();
    const best = (text: string) =>
      Object.entries(guess(text).scores).toSorted((a, b) => b[1] - a[1])[0]?.[0];
    expect(best('where is the parcel that i ordered last week')).toBe('en');
    expect(best('wo bleibt das paket das ich letzte woche bestellt habe')).toBe('de');
    expect(best('dónde está el paquete que pedí la semana pasada')).toBe('es');
    expect(best('où est le colis que j ai commandé la semaine dernière')).toBe('fr');
    expect(best('gdzie jest paczka którą zamówiłem w zeszłym tygodniu')).toBe('pl');
    expect(guess('').scores).toEqual({});
  });
});
