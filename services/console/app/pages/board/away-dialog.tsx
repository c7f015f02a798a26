// When somebody is away and who stands in; what they have goes there by itself.
import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { useStaff } from '../../api/staff.ts';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { BoardPerson } from './board-query.ts';

type Asked = { from: string; last: string; deputy: string | null };

/** A day as a date field has it, in the reader's zone. */
const dayOf = (at: Date): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

/** From the first day's beginning, or now when that is past, until the last day's end. */
function bodyOf({ from, last, deputy }: Asked) {
  const begin = new Date(`${from}T00:00`);
  const end = new Date(`${last}T00:00`);
  end.setDate(end.getDate() + 1);
  return {
    ...(begin.getTime() > Date.now() ? { from: begin.toISOString() } : {}),
    until: end.toISOString(),
    ...(deputy ? { deputy } : {}),
  };
}

function useAbsence(person: BoardPerson, onDone: () => void) {
  const queries = useQueryClient();
  const params = { path: { staffId: person.staffId } };
  return useMutation({
    mutationFn: (asked: Asked | null) =>
      asked
        ? answered(api.PUT('/api/v1/staff/{staffId}/away', { params, body: bodyOf(asked) }))
        : answered(api.DELETE('/api/v1/staff/{staffId}/away', { params })),
    onSuccess: async () => {
      onDone();
      await Promise.all(
        ['board', 'staff'].map((first) => queries.invalidateQueries({ queryKey: [first] })),
      );
    },
  });
}

function KnownAbsence(props: { person: BoardPerson; isBusy: boolean; onBack(): void }) {
  const { person, isBusy, onBack } = props;
  const { t } = useTranslation('board');
  if (!person.absence) return null;
  const { from, until, deputy } = person.absence;
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" component="div">
        <When at={from} full /> – <When at={until} full />
        {deputy && ` · ${t('away.standsIn', { name: deputy })}`}
      </Text>
      <Button size="xs" variant="default" loading={isBusy} onClick={onBack}>
        {t(person.away ? 'away.back' : 'away.cancel')}
      </Button>
    </Group>
  );
}

const onLadder = ({ role }: { role: string }) => role !== 'admin' && role !== 'auditor';

function useDeputies({ staffId: who }: BoardPerson) {
  return [...useStaff().values()]
    .filter((entry) => entry.staffId !== who && onLadder(entry))
    .map(({ staffId, name }) => ({ value: staffId, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The dialog. */
export function AwayDialog({ person, onClose }: { person: BoardPerson; onClose(): void }) {
  const { t } = useTranslation(['board', 'common']);
  const textOf = useErrorText();
  const today = dayOf(new Date());
  const [asked, setAsked] = useState<Asked>({ from: today, last: '', deputy: null });
  const deputies = useDeputies(person);
  const setting = useAbsence(person, onClose);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setting.mutate(asked);
  };
  return (
    <Dialog opened onClose={onClose} title={t('away.title', { name: person.name })}>
      <form onSubmit={send}>
        <Stack gap="sm">
          <KnownAbsence
            person={person}
            isBusy={setting.isPending}
            onBack={() => setting.mutate(null)}
          />
          <Text size="sm" c="dimmed">
            {t('away.what')}
          </Text>
          <Group grow align="flex-start" gap="sm">
            <TextInput
              type="date"
              required
              label={t('away.first')}
              min={today}
              value={asked.from}
              onChange={({ currentTarget: { value } }) => setAsked({ ...asked, from: value })}
            />
            <TextInput
              type="date"
              required
              data-autofocus
              label={t('away.last')}
              min={asked.from || today}
              value={asked.last}
              onChange={({ currentTarget: { value } }) => setAsked({ ...asked, last: value })}
            />
          </Group>
          <Select
            label={t('away.deputy')}
            description={t('away.deputyHint')}
            data={deputies}
            value={asked.deputy}
            onChange={(deputy) => setAsked({ ...asked, deputy })}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('common:none') }}
          />
          {setting.isError && (
            <Alert color="red" title={t('common:errors.notDone')}>
              {textOf(setting.error)}
            </Alert>
          )}
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={setting.isPending}>
              {t('away.set')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
