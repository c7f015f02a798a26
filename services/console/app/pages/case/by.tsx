// Who did something, as the record says it: a member of staff by name, the customer, a clock.
import { useTranslation } from 'react-i18next';
import { useStaff } from '../../api/staff.ts';

/** An actor of the timeline: `staff:<id>`, `customer`, `clock`, `system`. */
export function By({ actor }: { actor: string }) {
  const { t } = useTranslation('case');
  const staff = useStaff();
  if (!actor.startsWith('staff:')) return <>{t(`actor.${actor}`)}</>;
  const staffId = actor.slice('staff:'.length);
  return <>{staff.get(staffId)?.name ?? staffId}</>;
}
