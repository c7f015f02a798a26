// Holding, giving out, erasing what is kept of a case or a customer: looked at first, then done to what is ticked, with a reason; what
// cannot be undone is confirmed besides.
import { Alert, Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { eraseAll, lookAt, type Preview, refresh, saveExport, setHold } from './erasures-query.ts';
import { canDo, SubjectPreview } from './subject-preview.tsx';

export const acts = ['hold', 'export', 'erase'] as const;
export type Act = (typeof acts)[number];

type Order = { typed: string; found: Preview; ticked: ReadonlySet<string>; reason: string };
type Outcome = { done: number; kept: { reference: string; because: string }[] };

const doAct: Record<Act, (order: Order) => Promise<Outcome>> = {
  hold: async ({ ticked, reason }) => {
    for (const reference of ticked) await setHold('hold', reference, reason);
    return { done: ticked.size, kept: [] };
  },
  export: async ({ typed, found, reason }) => {
    await saveExport(typed, reason);
    return { done: found.cases.length, kept: [] };
  },
  erase: async ({ found, ticked, reason }) => {
    const cases = found.cases
      .filter(({ reference }) => ticked.has(reference))
      .map(({ reference, version }) => ({ reference, version }));
    const free = found.items.filter(({ because }) => because.length === 0);
    const items = free.map(({ itemId }) => itemId);
    const { erased, items: emptied, kept } = await eraseAll({ cases, items, reason });
    return { done: erased.length + emptied, kept };
  },
};

function useLook(act: Act) {
  const [typed, setTyped] = useState('');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const look = useMutation({
    mutationFn: () => lookAt(typed),
    onSuccess: ({ cases }) => {
      // Another's case is erased or held only when somebody ticks it.
      const possible = cases.filter(
        (each) => canDo(act, each) && (act === 'export' || each.isTheirs),
      );
      setTicked(new Set(possible.map(({ reference }) => reference)));
    },
  });
  const tick = (reference: string) =>
    setTicked((before) => {
      const next = new Set(before);
      if (!next.delete(reference)) next.add(reference);
      return next;
    });
  const type = (next: string) => {
    look.reset();
    setTyped(next);
  };
  return { typed, type, ticked, tick, look };
}

function Refused({ error }: { error: unknown }) {
  const textOf = useErrorText();
  if (!error) return null;
  return (
    <Text size="sm" c="var(--rd-danger)" role="alert">
      {textOf(error)}
    </Text>
  );
}

/** What was not erased, and why. */
function Kept({ kept }: { kept: Outcome['kept'] }) {
  const { t } = useTranslation('erasures');
  if (kept.length === 0) return null;
  return (
    <Alert color="yellow" title={t('notErased')}>
      {kept.map(({ reference, because }) => (
        <Text key={reference} size="sm">
          {reference}: {t(`kept.${because}`)}
        </Text>
      ))}
    </Alert>
  );
}

function Look({ act, state }: { act: Act; state: ReturnType<typeof useLook> }) {
  const { t } = useTranslation('erasures');
  const { typed, type, look } = state;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() && !look.isPending) look.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`about.${act}`)}
      </Text>
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label={t('subject')}
          placeholder="C-7K3M-9QXD, ann@example.org"
          maxLength={320}
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => type(currentTarget.value)}
        />
        <Button
          type="submit"
          variant={look.data ? 'default' : 'filled'}
          loading={look.isPending}
          disabled={!typed.trim()}
        >
          {t('look')}
        </Button>
      </Group>
      <Refused error={look.error} />
    </form>
  );
}

function useAct(act: Act, state: ReturnType<typeof useLook>, onClose: () => void) {
  const { t } = useTranslation('erasures');
  return useMutation({
    mutationFn: (order: Order) => doAct[act](order),
    onSuccess: ({ done, kept }) => {
      if (done > 0) notifications.show({ message: t(`done.${act}`, { count: done }) });
      if (kept.length === 0) onClose();
      else state.look.mutate();
    },
    onSettled: () => refresh(),
  });
}

function Decide(props: { act: Act; state: ReturnType<typeof useLook>; onClose(): void }) {
  const { act, state, onClose } = props;
  const { t } = useTranslation(['erasures', 'common']);
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const sent = useAct(act, state, onClose);
  const { typed, ticked, look } = state;
  const found = look.data;
  if (!found) return <Kept kept={sent.data?.kept ?? []} />;
  const free = found.items.some(({ because }) => because.length === 0);
  const count = ticked.size;
  const isSome =
    count > 0 || (act === 'erase' && free) || (act === 'export' && found.items.length > 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sent.mutate({ typed, found, ticked, reason });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <SubjectPreview {...{ act, found, ticked }} onTick={state.tick} />
        <Kept kept={sent.data?.kept ?? []} />
        {isSome && (
          <>
            <Textarea
              label={t('reason')}
              description={t('reasonHint')}
              required
              maxLength={500}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
            {act === 'erase' && (
              <Checkbox
                label={t('sure', { count })}
                checked={sure}
                onChange={({ currentTarget }) => setSure(currentTarget.checked)}
              />
            )}
          </>
        )}
        <Refused error={sent.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            type="submit"
            {...(act === 'erase' ? { color: 'red' } : {})}
            loading={sent.isPending}
            disabled={!isSome || !reason.trim() || (act === 'erase' && !sure)}
          >
            {t(`acts.${act}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The dialog. */
export function SubjectDialog({ act, onClose }: { act: Act; onClose(): void }) {
  const { t } = useTranslation('erasures');
  const state = useLook(act);
  return (
    <Dialog opened onClose={onClose} title={t(`titles.${act}`)} size="lg">
      <Stack gap="md">
        <Look act={act} state={state} />
        <Decide {...{ act, state, onClose }} />
      </Stack>
    </Dialog>
  );
}
