// What one is notified of, whether the browser shows it too, and the daily mail.
import { Alert, Button, Checkbox, Group, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preferences } from '../../api/preferences.ts';
import { useKeep } from '../../shell/use-keep.ts';
import { localeOf } from '../../ui/durations.ts';
import { Section } from '../../ui/section.tsx';
import { readersZone } from '../../ui/zone.ts';

const kinds = [
  'assigned',
  'due_soon',
  'overdue',
  'escalated',
  'approval',
  'social',
  'other',
] as const satisfies readonly Preferences['notifications'][number][];

type Leave = NotificationPermission | 'none';
const leaveNow = (): Leave => ('Notification' in window ? Notification.permission : 'none');

/** Whether the browser may show notifications. It is asked only when a person wants it, here. */
function useLeave() {
  const [leave, setLeave] = useState<Leave>(leaveNow);
  const ask = async (): Promise<boolean> => {
    if (leaveNow() === 'none') return false;
    const answer = await Notification.requestPermission();
    setLeave(answer);
    return answer === 'granted';
  };
  return { leave, ask };
}

function ByBrowser({ now }: { now: Preferences }) {
  const { t } = useTranslation('preferences');
  const keep = useKeep();
  const { leave, ask } = useLeave();
  const wanted = now.browserNotifications;
  return (
    <>
      <Switch
        mt="xs"
        label={t('notices.browser')}
        description={t('notices.browserText')}
        checked={wanted}
        disabled={leave === 'none'}
        onChange={(event) => {
          const on = event.currentTarget.checked;
          keep({ browserNotifications: on });
          if (on) void ask();
        }}
      />
      {leave === 'none' && <Alert color="yellow">{t('notices.none')}</Alert>}
      {wanted && leave === 'denied' && <Alert color="yellow">{t('notices.denied')}</Alert>}
      {wanted && leave === 'default' && (
        <Alert color="blue">
          <Group justify="space-between" gap="sm">
            {t('notices.ask')}
            <Button size="xs" variant="default" onClick={() => void ask()}>
              {t('notices.allow')}
            </Button>
          </Group>
        </Alert>
      )}
    </>
  );
}

/** Kinds of notifications, a tick each. */
export function NotificationKinds({ now }: { now: Preferences }) {
  const { t } = useTranslation('preferences');
  const keep = useKeep();
  const chosen = now.notifications;
  return (
    <Section title={t('notices.title')} text={t('notices.text')}>
      {kinds.map((kind) => (
        <Checkbox
          key={kind}
          label={t(`kinds.${kind}`)}
          checked={chosen.includes(kind)}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            keep({
              notifications: kinds.filter((one) => (one === kind ? on : chosen.includes(one))),
            });
          }}
        />
      ))}
      <ByBrowser now={now} />
    </Section>
  );
}

const OFF = 'off';
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** The daily mail: off, or an hour. */
export function Digest({ now }: { now: Preferences }) {
  const { t, i18n } = useTranslation('preferences');
  const keep = useKeep();
  const format = new Intl.DateTimeFormat(localeOf(i18n.language), {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  const zone = now.timeZone ?? now.digest?.timeZone ?? readersZone();
  return (
    <Section title={t('digest.title')} text={t('digest.text')}>
      <Select
        label={t('digest.when')}
        description={t('digest.zone', { zone: zone.replaceAll('_', ' ') })}
        value={now.digest ? String(now.digest.hour) : OFF}
        data={[
          { value: OFF, label: t('digest.off') },
          ...hours.map((hour) => ({
            value: String(hour),
            label: format.format(Date.UTC(2026, 0, 1, hour)),
          })),
        ]}
        onChange={(value) =>
          keep({
            digest:
              value === null || value === OFF
                ? null
                : { hour: Number(value), timeZone: readersZone() },
          })
        }
      />
    </Section>
  );
}
