// The template that a reply stands in.
import { expect, test } from 'vitest';
import { caseIn } from '../../../../test/harness/case-fixtures.ts';
import { act, code, ok } from '../../../../test/harness/decisions.ts';
import type { Case } from '../case.ts';
import { replyTemplates } from './contact.ts';

const answer = { type: 'send-update', body: { text: 'Yes.', template: 'answer' } } as const;
const start = caseIn('investigating');
const acknowledged: Case = {
  ...start,
  acknowledgement: { ...start.acknowledgement, state: 'done', at: start.openedAt },
};
const purposes = (current: Case) =>
  ok(act(current, 'fred', answer)).entries.flatMap((entry) =>
    entry.type === 'message.requested' ? [entry.data.purpose] : [],
  );

test('R22 a reply goes out as news on the case, or as an answer once the case is acknowledged', () => {
  expect(replyTemplates(acknowledged)).toEqual(['update', 'answer']);
  expect(purposes(acknowledged)).toEqual(['answer']);
});

test('R10 an answer never takes the place of an acknowledgement that is still owed', () => {
  expect(replyTemplates(start)).toEqual(['update']);
  expect(code(act(start, 'fred', answer))).toBe('invalid');
});
