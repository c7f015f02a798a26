// Adding or changing a mailbox: entered, tested with what was entered, saved.
import { Button, Drawer, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.ts';
import { useErrorText } from '../../ui/states.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import classes from './channels.module.css';
import { addMailbox, changeMailbox, type MailAccount, testEntered } from './channels-query.ts';
import { bodyOf, draftOf, goesElsewhere, type MailboxDraft, newDraft } from './mailbox-draft.ts';
import { MailboxForm } from './mailbox-form.tsx';
import { TrialResult } from './trial-result.tsx';

/** The words of a refusal about a mailbox, in the reader's language. */
export function useMailboxProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation('channels');
  const textOf = useErrorText();
  return (error) => {
    const key = error instanceof Problem ? `mailbox.problems.${error.code}` : '';
    return i18n.exists(key, { ns: 'channels' }) ? t(key) : textOf(error);
  };
}

const faultsOf = (error: unknown): Record<string, string> =>
  error instanceof Problem ? error.fields : {};

const today = (): string => {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

function useMailbox(account: MailAccount | undefined, onClose: () => void) {
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const [draft, setDraft] = useState<MailboxDraft>(() =>
    account ? draftOf(account) : newDraft(today()),
  );
  const body = bodyOf(draft);
  const testing = useMutation({
    mutationFn: () =>
      testEntered({ ...body, ...(account ? { accountId: account.accountId } : {}) }),
    // It stands on record.
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels', 'record'] }),
  });
  const saving = useMutation({
    mutationFn: () => (account ? changeMailbox(account, body) : addMailbox(body)),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ['channels'] });
      notifications.show({ message: t(account ? 'mailbox.saved' : 'mailbox.added', { name }) });
      onClose();
    },
  });
  // What was found holds for what was entered then.
  const set = (next: MailboxDraft) => {
    setDraft(next);
    testing.reset();
    saving.reset();
  };
  return { draft, set, testing, saving };
}

/** The drawer; without an account a new one is added. */
export function MailboxDrawer(props: { account?: MailAccount | undefined; onClose: () => void }) {
  const { account, onClose } = props;
  const { t } = useTranslation(['channels', 'common']);
  const textOf = useMailboxProblem();
  const form = useRef<HTMLFormElement>(null);
  const { draft, set, testing, saving } = useMailbox(account, onClose);
  const error = saving.error ?? testing.error;
  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const test = () => {
    if (form.current?.reportValidity()) testing.mutate();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={
        <Text fw={600}>
          {account ? t('mailbox.editTitle', { name: account.name }) : t('mailbox.addTitle')}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form ref={form} onSubmit={save}>
        {!account && (
          <Text size="sm" c="dimmed" mb="sm">
            {t('mailbox.text')}
          </Text>
        )}
        <MailboxForm
          draft={draft}
          set={set}
          isNew={!account}
          needsSecrets={!account || goesElsewhere(draft, account)}
          faults={faultsOf(error)}
        />
        <div className={classes.foot}>
          <ProblemNote error={error && textOf(error)} />
          {testing.data && (
            <div className={classes.trial} role="status">
              <TrialResult result={testing.data} />
            </div>
          )}
          <Group justify="space-between">
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={15} stroke={1.7} aria-hidden />}
              loading={testing.isPending}
              onClick={test}
            >
              {t('mailbox.test')}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t(account ? 'mailbox.save' : 'mailbox.create')}
            </Button>
          </Group>
        </div>
      </form>
    </Drawer>
  );
}
