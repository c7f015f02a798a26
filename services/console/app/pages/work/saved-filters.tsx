// Filters under a name of one's own: chosen from a menu, saved and removed in a dialog.
import { ActionIcon, Button, Group, Menu, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconCheck, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { preferencesQuery, type SavedFilter, useChangePreferences } from '../../api/preferences.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { readFilters, type WorkFilters } from './work-query.ts';

const NAME_MAX = 60;
const FILTERS_MAX = 30;

const alike = (one: WorkFilters, other: WorkFilters): boolean => {
  const parts = (filters: WorkFilters) => JSON.stringify(Object.entries(filters).sort());
  return parts(one) === parts(other);
};

function Saving({ filters, saved }: { filters: WorkFilters; saved: SavedFilter[] }) {
  const { t } = useTranslation('work');
  const textOf = useErrorText();
  const [name, setName] = useState('');
  const { mutate, isPending, error } = useChangePreferences();
  const trimmed = name.trim();
  const isFull = saved.length >= FILTERS_MAX && saved.every((each) => each.name !== trimmed);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!trimmed || isFull) return;
    mutate(
      (now) => ({
        ...now,
        savedFilters: [
          ...now.savedFilters.filter((each) => each.name !== trimmed),
          { name: trimmed, search: filters },
        ],
      }),
      { onSuccess: () => setName('') },
    );
  };
  const refusal = isFull ? t('saved.full', { count: FILTERS_MAX }) : error && textOf(error);
  return (
    <form onSubmit={save}>
      <Group align="flex-start" wrap="nowrap">
        <TextInput
          data-autofocus
          flex={1}
          label={t('saved.name')}
          maxLength={NAME_MAX}
          value={name}
          error={refusal || undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" mt={24} loading={isPending} disabled={!trimmed || isFull}>
          {t('saved.save')}
        </Button>
      </Group>
    </form>
  );
}

function Removing({ saved }: { saved: SavedFilter[] }) {
  const { t } = useTranslation('work');
  const textOf = useErrorText();
  const { mutate, isPending, error } = useChangePreferences();
  const remove = (name: string) =>
    mutate((now) => ({
      ...now,
      savedFilters: now.savedFilters.filter((each) => each.name !== name),
    }));
  return (
    <Stack gap={2}>
      {saved.map(({ name }) => (
        <Group key={name} justify="space-between" wrap="nowrap">
          <Text size="sm" truncate>
            {name}
          </Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={isPending}
            aria-label={t('saved.remove', { name })}
            onClick={() => remove(name)}
          >
            <IconTrash size={15} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {error && (
        <Text size="sm" c="red" role="alert">
          {textOf(error)}
        </Text>
      )}
    </Stack>
  );
}

/** Tells how many went by themselves, until it was read. */
function Lapsed({ count }: { count: number }) {
  const { t } = useTranslation('work');
  const { mutate, isPending } = useChangePreferences();
  return (
    <Menu.Item
      closeMenuOnClick={false}
      disabled={isPending}
      onClick={() => mutate((now) => ({ ...now, lapsedFilters: 0 }))}
    >
      <Text size="xs" c="dimmed">
        {t('saved.lapsed', { count })}
      </Text>
      <Text size="xs" fw={500} mt={4}>
        {t('saved.lapsedRead')}
      </Text>
    </Menu.Item>
  );
}

type Props = { filters: WorkFilters; onChange(filters: WorkFilters): void };

/** The menu, in the bar of filters. */
export function SavedFilters({ filters, onChange }: Props) {
  const { t } = useTranslation('work');
  const { data } = useQuery(preferencesQuery);
  const [opened, { open, close }] = useDisclosure();
  const saved = data?.savedFilters ?? [];
  return (
    <>
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBookmark size={14} stroke={1.75} aria-hidden />}
          >
            {t('saved.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          {(data?.lapsedFilters ?? 0) > 0 && <Lapsed count={data?.lapsedFilters ?? 0} />}
          {saved.map(({ name, search }) => {
            const kept = readFilters(search);
            return (
              <Menu.Item
                key={name}
                onClick={() => onChange(kept)}
                rightSection={alike(kept, filters) ? <IconCheck size={14} aria-hidden /> : null}
              >
                <Text size="sm" truncate>
                  {name}
                </Text>
              </Menu.Item>
            );
          })}
          {saved.length === 0 && <Menu.Label>{t('saved.none')}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPlus size={15} stroke={1.75} aria-hidden />}
            disabled={!data}
            onClick={open}
          >
            {t('saved.change')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={opened} onClose={close} title={t('saved.title')} size="sm">
        <Stack>
          <Saving filters={filters} saved={saved} />
          <Removing saved={saved} />
        </Stack>
      </Dialog>
    </>
  );
}
