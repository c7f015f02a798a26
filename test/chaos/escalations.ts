// The check of the escalation matrix (I3): each level once a case and epoch, never before its time.
import { eventually } from '../harness/product.ts';
import type { StaffApi } from '../harness/staff-api.ts';

type Entry = {
  type: string;
  at: string;
  data: { level?: number; epoch?: number; deadline?: unknown } | null;
};
type View = { kind: string; openedAt: string; timeline: Entry[] };

const LEVELS = 3;
const HOUR_MS = 3_600_000;

async function viewOf(api: StaffApi, reference: string): Promise<View> {
  const { status, body } = await api.get(`/api/v1/cases/${reference}`);
  if (status !== 200) throw new Error(`${reference}: ${status}`);
  return body as unknown as View;
}

const escalationsIn = ({ timeline }: View): Entry[] =>
  timeline.filter(({ type }) => type === 'case.escalated');

/** Waits until all levels have come, then judges. `afterHours` by level, from 1. */
export async function checkEscalations(
  api: () => StaffApi,
  references: readonly string[],
  afterHours: readonly [number, number, number],
  waitSeconds: number,
): Promise<string[]> {
  const violations: string[] = [];
  if (references.length === 0) violations.push('I3 no case: nothing was tried');
  const isThrough = (view: View): boolean =>
    view.kind !== 'complaint' || escalationsIn(view).some(({ data }) => data?.level === LEVELS);
  for (const reference of references) {
    const view = await eventually(
      `${reference} to reach the top`,
      async () => {
        const now = await viewOf(api(), reference);
        return isThrough(now) && now;
      },
      waitSeconds,
    ).catch(() => viewOf(api(), reference));
    if (view.kind !== 'complaint') continue;
    const found = escalationsIn(view);
    for (const [index, hours] of afterHours.entries()) {
      const level = index + 1;
      const own = found.filter(({ data }) => data?.level === level && data.epoch === 1);
      if (own.length !== 1)
        violations.push(`I3 ${reference} reached level ${level} ${own.length} times`);
      for (const { at, data } of own) {
        const afterMs = Date.parse(at) - Date.parse(view.openedAt);
        if (data?.deadline && afterMs < hours * HOUR_MS)
          violations.push(
            `I3 ${reference} reached level ${level} after ${afterMs / 1000} s: early`,
          );
      }
    }
  }
  return violations;
}
