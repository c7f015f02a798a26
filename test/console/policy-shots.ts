// Pictures of the policy: its forms section by section, a draft with changes and faults, its versions.
import type { Page } from 'playwright-core';
import type { ConsoleRig } from '../harness/console.ts';
import type { PageShots } from './page-shots.ts';

/** Some versions, with a case that follows the first. */
async function stageVersions(rig: ConsoleRig): Promise<string> {
  const api = await rig.as('ada');
  const { body } = await api.get('/api/v1/policy/versions');
  if ((body as { versions: unknown[] }).versions.length < 3) {
    await rig.complain({ name: 'Ann Vale', message: 'The room was cold and nobody came.' });
    const times = 'acknowledgement:\n  withinHours: 8\n';
    for (const [yaml, note] of [
      [times, 'Guests wait for an answer overnight at most'],
      [`${times}currency: CHF\ncontactPerson: Reto Frei\n`, 'We moved to Switzerland'],
    ])
      await api.post('/api/v1/policy/versions', { yaml, note });
  }
  return '/policy?view=versions';
}

const section = (key: string) => () => `/policy?view=change&as=forms&section=${key}`;

/** Two numbers that are changed, one of them to what cannot be. */
async function changeTimes(page: Page): Promise<void> {
  const [first, second] = [0, 1].map((at) => page.locator('main fieldset input').nth(at * 3));
  await first?.fill('4');
  await first?.blur();
  await second?.blur();
  await page.waitForTimeout(3000);
}

/** Pictures of the page beside its first. */
export const policyShots: NonNullable<PageShots['more']> = {
  categories: { stage: section('categories') },
  hours: { stage: section('hours') },
  times: { stage: section('times'), before: changeTimes },
  remedies: { stage: section('remedies') },
  escalation: { stage: section('escalation') },
  reading: { stage: section('reading') },
  learning: { stage: section('learning') },
  yaml: { stage: () => '/policy?view=change&as=yaml' },
  'in-force': { who: 'sam', stage: () => '/policy' },
  versions: { who: 'sam', stage: stageVersions },
};
