// When somebody is away, and who stands in.
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { useStaff } from '../../api/staff.ts';
import { Person } from '../../ui/facts.tsx';
import { When } from '../../ui/when.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import classes from './people.module.css';
import type { StaffAccount } from './people-query.ts';

function AwayNow({ person, onBack }: { person: StaffAccount; onBack: () => void }) {
  const { t } = useTranslation('people');
  if (!person.away) return null;
  return (
    <Group gap="xs">
      <Text size="sm" component="div">
        {t('away.until')} <When at={person.away.until} full />
      </Text>
      {person.away.deputy && (
        <>
          <Text size="sm">{t('away.deputy')}:</Text>
          <Person staffId={person.away.deputy} />
        </>
      )}
      <Button size="xs" variant="default" onClick={onBack}>
        {t('away.back')}
      </Button>
    </Group>
  );
}

/** The part about absence; what they have goes to the deputy, or by routing. */
export function PersonAway({ person }: { person: StaffAccount }) {
  const { t } = useTranslation(['people', 'common']);
  const staff = useStaff();
  const queries = useQueryClient();
  const [until, setUntil] = useState('');
  const [deputy, setDeputy] = useState<string | null>(null);
  const params = { path: { staffId: person.staffId } };
  const setting = useMutation({
    mutationFn: async (isAway: boolean) => {
      if (!isAway) return answered(api.DELETE('/api/v1/staff/{staffId}/away', { params }));
      // The day that is named is still free.
      const back = new Date(`${until}T00:00`);
      back.setDate(back.getDate() + 1);
      const body = { until: back.toISOString(), ...(deputy ? { deputy } : {}) };
      return answered(api.PUT('/api/v1/staff/{staffId}/away', { params, body }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['staff'] }),
  });
  const others = [...staff.values()].filter(({ staffId }) => staffId !== person.staffId);
  return (
    <Stack gap="xs" className={classes.part ?? ''}>
      <Text fw={500} size="sm">
        {t('away.title')}
      </Text>
      <ProblemNote error={setting.error} />
      <AwayNow person={person} onBack={() => setting.mutate(false)} />
      {!person.away && (
        <Group align="flex-end" gap="xs">
          <TextInput
            type="date"
            label={t('away.last')}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
          <Select
            label={t('away.deputy')}
            data={others.map(({ staffId, name }) => ({ value: staffId, label: name }))}
            value={deputy}
            onChange={setDeputy}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('common:none') }}
          />
          <Button
            variant="default"
            disabled={!until}
            loading={setting.isPending}
            onClick={() => setting.mutate(true)}
          >
            {t('away.set')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
