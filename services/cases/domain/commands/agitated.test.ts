// A very upset customer (R17): a manager is told, once an epoch.
import { expect, test } from 'vitest';
import { caseIn, done } from '../../../../test/harness/case-fixtures.ts';
import { act, code, mails, ok, opens } from '../../../../test/harness/decisions.ts';
import type { Command } from './commands.ts';

test('R17 R25 a customer who is very upset again after a case was opened again goes to a manager again, once', () => {
  const mark: Command = { type: 'mark-agitated', body: { reason: 'x' } };
  const upset = done(caseIn('resolved'), 'fred', mark);
  const again = done(upset, 'fred', { type: 'reopen', body: { reason: 'x' } });
  const second = ok(act(again, 'fred', mark));
  expect(opens(second)).toMatchObject([{ key: 'agitated/2', kind: 'agitated_customer' }]);
  expect(mails(second)).toEqual(['staff staff/agitated/2']);
  for (const told of [upset, second.after])
    expect(code(act(told, 'fred', mark))).toBe('not_possible');
});
