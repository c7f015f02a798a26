// Every page of the console and how its pictures are taken: who looks at it, and what is made before. A page of the app's list that is
// not here stops the script, and the test beside it.
import type { Page } from 'playwright-core';
import type { ConsoleRig, Who } from '../harness/console.ts';
import { policyShots } from './policy-shots.ts';
import { saveCall, stageCall } from './stage-call.ts';
import { stageCase, stageDecisions } from './stage-case.ts';
import { stageErasures } from './stage-erasures.ts';
import {
  stageActions,
  stageApprovals,
  stageBoard,
  stageClassifier,
  stageOverview,
  stageSocial,
  stageTriage,
  stageWork,
} from './stage-few.ts';

/** Makes what is looked at, once, and gives the address. */
export type Stage = (rig: ConsoleRig) => Promise<string> | string;

export type PageShots = {
  /** As the app's list of pages has it. */
  path: string;
  name: string;
  /** Nobody is signed in when absent. */
  who?: Who;
  /** Makes a few things, and gives the address to look at. */
  few: Stage;
  /** Where nothing is yet; absent where there is always something. */
  empty?: string;
  /** Whether it lists what there may be thousands of. */
  counts?: true;
  /** Does something first when there is a few. */
  before?(page: Page): Promise<void>;
  /** Others to whom other things open on it, or who see another. */
  opened?: { who: Who; stage: Stage }[];
  /** More pictures of the same page, with a few things. */
  more?: Record<string, { who?: Who; stage: Stage; before?(page: Page): Promise<void> }>;
};

const openFirst = (part: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name: part }).first().click();
  await page.waitForTimeout(300);
};

const tryText = async (page: Page) => {
  const words = 'The parcel came broken and nobody answers. I want my money back!';
  await page.getByRole('textbox').last().fill(words);
  await page.locator('form button[type=submit]').click();
  await page.locator('[role=status] table').waitFor();
};

const lookAtNora = async (page: Page) => {
  await page.locator('button[aria-haspopup=dialog]').last().click();
  await page.getByRole('dialog').getByRole('textbox').fill('nora.lind@customer.test');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').locator('textarea').waitFor();
};

const join: Stage = async (rig) => {
  const [hint = ''] = await rig.redress.hints();
  return `/join${hint.slice(hint.indexOf('#'))}`;
};

/** In an order in which each page finds little of what the ones before made. */
export const pageShots: PageShots[] = [
  { path: '/sign-in', name: 'sign-in', few: () => '/sign-in' },
  {
    ...{ path: '/join', name: 'join', few: join },
    more: { 'used-link': { stage: () => '/join#token=used' } },
  },
  { path: '/forgotten', name: 'forgotten', few: () => '/forgotten' },
  { path: '/second-factor', name: 'second-factor', few: () => '/second-factor' },
  { path: '/account', name: 'account', who: 'sam', few: () => '/account', counts: true },
  { path: '/preferences', name: 'preferences', who: 'sam', few: () => '/preferences' },
  { path: '/people', name: 'people', who: 'ada', few: () => '/people', counts: true },
  { path: '/channels', name: 'channels', who: 'ada', few: () => '/channels' },
  { path: '/templates', name: 'templates', who: 'ada', few: () => '/templates' },
  {
    ...{ path: '/policy', name: 'policy', who: 'ada', few: () => '/policy' },
    more: policyShots,
  },
  {
    ...{ path: '/log-complaint', name: 'log-complaint', who: 'fay', few: stageCall },
    empty: '/log-complaint',
    before: (page) => page.waitForTimeout(1500),
    more: { saved: { stage: stageCall, before: saveCall } },
  },
  {
    ...{ path: '/work', name: 'work', who: 'sam', few: stageWork },
    ...{ empty: '/work', counts: true },
  },
  {
    ...{ path: '/cases/$reference', name: 'case', who: 'fay', few: stageCase },
    empty: '/cases/C-0000-0000',
    counts: true,
    opened: [
      { who: 'sam', stage: stageDecisions },
      { who: 'max', stage: stageDecisions },
    ],
    more: { history: { stage: stageCase, before: (page) => page.getByRole('tab').nth(1).click() } },
  },
  {
    ...{ path: '/approvals', name: 'approvals', who: 'max', few: stageApprovals },
    ...{ empty: '/approvals', counts: true },
  },
  {
    ...{ path: '/corrective-actions', name: 'corrective-actions', who: 'max', few: stageActions },
    ...{ empty: '/corrective-actions', counts: true },
  },
  {
    ...{ path: '/triage', name: 'triage', who: 'sam', few: stageTriage },
    ...{ empty: '/triage', counts: true },
    before: openFirst(/kitchen/),
    more: {
      list: { stage: stageTriage },
      ledger: { stage: async (rig) => `${await stageTriage(rig)}?tab=ledger` },
    },
  },
  {
    ...{ path: '/social', name: 'social', who: 'rosa', few: stageSocial },
    ...{ empty: '/social', counts: true },
    more: {
      list: { stage: async (rig) => (await stageSocial(rig)).replace(/\?.*/, '') },
      'not-a-responder': { who: 'fay', stage: () => '/social' },
    },
  },
  {
    ...{ path: '/classifier', name: 'classifier', who: 'max', few: stageClassifier },
    ...{ empty: '/classifier', before: tryText },
  },
  {
    ...{ path: '/caught-mail', name: 'caught-mail', who: 'ada', few: () => '/caught-mail' },
    ...{ empty: '/caught-mail', counts: true },
  },
  {
    ...{ path: '/reads', name: 'reads', who: 'ada', few: () => '/reads' },
    ...{ empty: '/reads', counts: true },
  },
  {
    ...{
      path: '/erasures',
      name: 'erasures',
      who: 'ada',
      few: async (rig) => `${await stageErasures(rig)}?within=90`,
    },
    ...{ empty: '/erasures' },
    more: {
      erase: { stage: stageErasures, before: lookAtNora },
      held: { stage: async (rig) => `${await stageErasures(rig)}?tab=held` },
      erased: { stage: async (rig) => `${await stageErasures(rig)}?tab=erased` },
      given: { stage: async (rig) => `${await stageErasures(rig)}?tab=given` },
    },
  },
  {
    ...{ path: '/overview', name: 'overview', who: 'sue', few: stageOverview },
    ...{ empty: '/overview', counts: true },
  },
  {
    ...{ path: '/overview/cases', name: 'overview-cases', who: 'sue', counts: true },
    empty: '/overview/cases?open=true',
    few: async (rig) => `${await stageOverview(rig)}/cases?open=true`,
  },
  {
    ...{ path: '/board', name: 'board', who: 'sam', few: stageBoard },
    ...{ empty: '/board', counts: true },
  },
];

/** Pages of the app's list of which no pictures are taken. */
export function withoutPictures(paths: string[]): string[] {
  const taken = new Set(pageShots.map(({ path }) => path));
  return paths.filter((path) => !taken.has(path));
}
