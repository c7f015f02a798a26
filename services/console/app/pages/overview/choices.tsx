// Which period, team and channel the overview is of. They stand in the address, so that a link shows the same.
import { ActionIcon, Group, Select, TextInput, Tooltip } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { Asked, Overview } from './overview-query.ts';

const periods = [1, 7, 30, 90, 365];
const channels = [
  'email',
  'form',
  'api',
  'survey',
  'phone',
  'in_person',
  'x',
  'facebook',
  'instagram',
  'linkedin',
  'tiktok',
  'mastodon',
  'bluesky',
];

/** A day as the address has it; nothing for what is none, which a field of days would complain of. */
const dayOf = (text: string | undefined): string =>
  text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '';

/** The choices. */
export function Choices(props: {
  asked: Asked;
  teams: string[];
  overview: Overview | undefined;
  onChoose(asked: Asked): void;
}) {
  const { t } = useTranslation(['overview', 'common']);
  const { role } = useSession();
  const { asked, teams, overview, onChoose } = props;
  const { team: _team, channel: _channel, ...period } = asked;
  const choose = (more: Asked) => onChoose({ ...asked, ...more });
  const without = (name: 'team' | 'channel') => {
    const { [name]: _, ...rest } = asked;
    return rest;
  };
  const isOwn = period.from !== undefined;
  const where = {
    ...(asked.team ? { team: asked.team } : {}),
    ...(asked.channel ? { channel: asked.channel } : {}),
  };
  const choosePeriod = (value: string | null) =>
    onChoose(
      value === 'own' && overview
        ? { ...where, from: overview.from, until: overview.until }
        : { ...where, days: Number(value) },
    );
  return (
    <Group gap="xs" className="rd-no-print">
      <Select
        size="xs"
        w={150}
        aria-label={t('choose.period')}
        value={isOwn ? 'own' : String(asked.days ?? 30)}
        data={[
          ...periods.map((days) => ({ value: String(days), label: t(`periods.${days}`) })),
          { value: 'own', label: t('periods.own') },
        ]}
        onChange={choosePeriod}
      />
      {isOwn &&
        (['from', 'until'] as const).map((end) => (
          <TextInput
            key={end}
            size="xs"
            type="date"
            aria-label={t(`choose.${end}`)}
            value={dayOf(asked[end])}
            onChange={({ currentTarget: { value } }) => value && choose({ [end]: value })}
          />
        ))}
      {role !== 'supervisor' && teams.length > 0 && (
        <Select
          size="xs"
          w={140}
          clearable
          aria-label={t('choose.team')}
          placeholder={t('choose.allTeams')}
          value={asked.team ?? null}
          data={teams}
          onChange={(team) => onChoose(team ? { ...asked, team } : without('team'))}
        />
      )}
      <Select
        size="xs"
        w={140}
        clearable
        aria-label={t('choose.channel')}
        placeholder={t('choose.allChannels')}
        value={asked.channel ?? null}
        data={channels.map((value) => ({ value, label: t(`common:channel.${value}`) }))}
        onChange={(channel) => onChoose(channel ? { ...asked, channel } : without('channel'))}
      />
      <Tooltip label={t('print')}>
        <ActionIcon aria-label={t('print')} onClick={() => window.print()}>
          <IconPrinter size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
