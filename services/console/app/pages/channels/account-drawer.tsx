// Adding or changing an account on X: entered, tested with what was entered, saved.
import { Button, Drawer, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBrandX, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.ts';
import { Empty, Failure, Loading, useErrorText } from '../../ui/states.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import { accountBodyOf, accountDraftOf, needsToken, newAccountDraft } from './account-draft.ts';
import { AccountForm } from './account-form.tsx';
import { AccountTrialResult } from './account-trial.tsx';
import {
  addAccount,
  changeAccount,
  type SocialAccount,
  socialAccountsQuery,
  testEnteredAccount,
} from './accounts-query.ts';
import classes from './channels.module.css';

/** The words of a refusal about an account, in the reader's language. */
export function useAccountProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation('channel-accounts');
  const textOf = useErrorText();
  return (error) => {
    if (!(error instanceof Problem)) return textOf(error);
    const { outcome } = error.members;
    if (error.code === 'account_unknown' && typeof outcome === 'string')
      return `${t('problems.account_unknown')} ${t(`outcomes.${outcome}.text`)}`;
    const key = `problems.${error.code}`;
    return i18n.exists(key, { ns: 'channel-accounts' }) ? t(key) : textOf(error);
  };
}

const faultsOf = (error: unknown): Record<string, string> =>
  error instanceof Problem ? error.fields : {};

const today = (): string => {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

function useAccount(account: SocialAccount | undefined, onClose: () => void) {
  const { t } = useTranslation('channel-accounts');
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() =>
    account ? accountDraftOf(account) : newAccountDraft(today()),
  );
  const body = accountBodyOf(draft);
  const testing = useMutation({
    mutationFn: () =>
      testEnteredAccount({ ...body, ...(account ? { accountId: account.accountId } : {}) }),
    // It stands on record.
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels', 'accounts', 'record'] }),
  });
  const saving = useMutation({
    mutationFn: () => (account ? changeAccount(account, body) : addAccount(body)),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ['channels'] });
      notifications.show({ message: t(account ? 'saved' : 'added', { name }) });
      onClose();
    },
  });
  // What was found holds for what was entered then.
  const set = (next: typeof draft) => {
    setDraft(next);
    testing.reset();
    saving.reset();
  };
  return { draft, set, testing, saving };
}

function Entry({ account, onClose }: { account?: SocialAccount | undefined; onClose: () => void }) {
  const { t } = useTranslation('channel-accounts');
  const textOf = useAccountProblem();
  const form = useRef<HTMLFormElement>(null);
  const { draft, set, testing, saving } = useAccount(account, onClose);
  const error = saving.error ?? testing.error;
  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const test = () => {
    if (form.current?.reportValidity()) testing.mutate();
  };
  return (
    <form ref={form} onSubmit={save}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('text')}
      </Text>
      <AccountForm
        draft={draft}
        set={set}
        isNew={!account}
        needsToken={needsToken(draft, account)}
        faults={faultsOf(error)}
      />
      <div className={classes.foot}>
        <ProblemNote error={error && textOf(error)} />
        {testing.data && (
          <div className={classes.trial} role="status">
            <AccountTrialResult result={testing.data} />
            {testing.data.outcome === 'ok' && draft.refreshToken !== '' && (
              <Text size="sm" c="dimmed" mt={4}>
                {t('renewalLater')}
              </Text>
            )}
          </div>
        )}
        <Group justify="space-between">
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={15} stroke={1.7} aria-hidden />}
            loading={testing.isPending}
            onClick={test}
          >
            {t('test')}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t(account ? 'save' : 'create')}
          </Button>
        </Group>
      </div>
    </form>
  );
}

/** The drawer; without an account's id a new one is added, if one more may be. */
export function AccountDrawer(props: { accountId?: string | undefined; onClose: () => void }) {
  const { accountId, onClose } = props;
  const { t } = useTranslation(['channel-accounts', 'common']);
  const asked = useQuery(socialAccountsQuery);
  const account = asked.data?.accounts.find((each) => each.accountId === accountId);
  let content: ReactNode;
  if (asked.isPending) content = <Loading />;
  else if (asked.isError)
    content = <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  else if (accountId === undefined && !asked.data.mayAdd)
    content = <Empty icon={IconBrandX} title={t('only.title')} text={t('only.text')} />;
  else if (account || accountId === undefined)
    content = <Entry account={account} onClose={onClose} />;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={
        <Text fw={600}>{account ? t('editTitle', { name: account.name }) : t('addTitle')}</Text>
      }
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {content}
    </Drawer>
  );
}
