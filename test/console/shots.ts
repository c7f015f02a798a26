// The pages of which pictures are taken, one line or more each.
import type { Page } from 'playwright-core';
import { newId } from '../../shared/ids.ts';
import { acceptItem } from '../../shared/intake.ts';
import type { ConsoleRig, Who } from '../harness/console.ts';

/** A picture: who looks at what, after `stage` made what is there and gave the path. `before` acts on the page first. */
export type Shot = {
  name: string;
  who: Who | undefined;
  stage(rig: ConsoleRig): Promise<string> | string;
  before?(page: Page): Promise<void>;
};

/** A mail that is set aside, one that cannot be decided, and a case. */
async function stageTriage(rig: ConsoleRig): Promise<string> {
  const rows = await rig.db.query(
    `select 1 from cases.intake_outcomes o where o.outcome = 'quarantined'`,
  );
  if (rows.length > 0) return '/triage';
  for (const [subject, quarantine, text] of quarantinedMails)
    await rig.db.transaction((tx) =>
      acceptItem(tx, {
        dedupKey: newId(),
        trace: 'shots',
        original: Buffer.from(
          `From: ann@customer.test, bob@customer.test\r\nSubject: ${subject}\r\n\r\n${text}`,
        ),
        attachments: [],
        received: {
          ...{ channel: 'email', connector: 'smtp-inlet', receivedAt: new Date().toISOString() },
          ...{
            sender: { name: 'ann@customer.test, bob@customer.test' },
            subject,
            text,
            textCut: false,
            quarantine,
          },
          mail: { repliesTo: [], recipients: [], robotSigns: [], authentication: 'none' },
        },
      }),
    );
  for (const message of ['Something about the thing from the other week.', 'hm'])
    await rig.complain({ message });
  await rig.complain({ message: 'My parcel arrived broken and nobody answers the phone.' });
  return '/triage';
}

const quarantinedMails = [
  [
    'The kitchen came broken',
    'ambiguous_sender',
    'Dear team,\n\nthe kitchen that you delivered on Friday is broken.\n\nAnn and Bob',
  ],
  ['All pictures of the damage', 'too_large', 'See the 40 pictures attached.'],
  ['Re: offer', 'ambiguous_sender', 'Best prices for you.'],
] as const;

const openFirst = async (page: Page) => {
  await page
    .getByRole('button', { name: /kitchen/ })
    .first()
    .click();
  await page.waitForTimeout(300);
};

export const shots: Shot[] = [
  { name: 'nothing-here', who: 'sam', stage: () => '/nowhere' },
  { name: 'triage-empty', who: 'sam', stage: () => '/triage' },
  { name: 'triage', who: 'sam', stage: stageTriage, before: openFirst },
  { name: 'triage-list', who: 'sam', stage: stageTriage },
  { name: 'ledger', who: 'sam', stage: async (rig) => `${await stageTriage(rig)}?tab=ledger` },
  { name: 'sign-in', who: undefined, stage: () => '/sign-in' },
  {
    name: 'join',
    who: undefined,
    stage: async (rig) => {
      const [hint = ''] = await rig.redress.hints();
      return `/join${hint.slice(hint.indexOf('#'))}`;
    },
  },
  { name: 'forgotten', who: undefined, stage: () => '/forgotten' },
  { name: 'account', who: 'sam', stage: () => '/account' },
  { name: 'people', who: 'ada', stage: () => '/people' },
];
