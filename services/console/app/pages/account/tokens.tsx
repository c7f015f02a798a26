// API tokens for programs that act for one.
import {
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconKey } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { Line, Section } from '../../ui/section.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { useEntryProblem } from '../sign-in/problem-note.tsx';
import { ownTokensQuery } from './account-query.ts';
import { useConfirm } from './confirm.tsx';

const terms = ['7', '30', '90', '365'];

function NewToken({
  onClose,
  onMake,
}: {
  onClose: () => void;
  onMake: (label: string, days: number) => void;
}) {
  const { t } = useTranslation('account');
  const [label, setLabel] = useState('');
  const [days, setDays] = useState('30');
  return (
    <Dialog opened onClose={onClose} title={t('tokens.make')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onMake(label, Number(days));
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('tokens.label')}
            placeholder={t('tokens.example')}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={100}
          />
          <Select
            label={t('tokens.days')}
            data={terms.map((value) => ({
              value,
              label: t('tokens.term', { count: Number(value) }),
            }))}
            value={days}
            onChange={(chosen) => setDays(chosen ?? '30')}
          />
          <DialogFoot onClose={onClose}>
            <Button type="submit">{t('tokens.go')}</Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

function MadeToken({ token }: { token: string }) {
  const { t } = useTranslation('account');
  return (
    <Alert color="green" variant="light" title={t('tokens.made')}>
      <Stack gap="xs">
        <Code block>{token}</Code>
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Group>
              <Button size="xs" variant="default" onClick={copy}>
                {t(copied ? 'tokens.copied' : 'tokens.copy')}
              </Button>
            </Group>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}

/** The part of the account about API tokens. */
export function Tokens() {
  const { t } = useTranslation('account');
  const textOf = useEntryProblem();
  const queries = useQueryClient();
  const asked = useQuery(ownTokensQuery);
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string>();
  const refresh = () => queries.invalidateQueries({ queryKey: ['account', 'tokens'] });
  const { run, dialog } = useConfirm((error) =>
    notifications.show({ color: 'red', message: textOf(error) }),
  );
  const make = (label: string, days: number) => async () => {
    const answer = await answered(api.POST('/api/v1/account/tokens', { body: { label, days } }));
    setMade(answer.token);
    await refresh();
  };
  const revoke = (tokenId: string) => async () => {
    await api.DELETE('/api/v1/account/tokens/{tokenId}', { params: { path: { tokenId } } });
    await refresh();
  };
  return (
    <Section title={t('tokens.title')} text={t('tokens.text')}>
      {asked.isPending && <Loading rows={1} />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {made && <MadeToken token={made} />}
      {asked.data?.map((token) => (
        <Line
          key={token.tokenId}
          end={
            <Button
              size="xs"
              variant="subtle"
              color="red"
              onClick={() => void run(revoke(token.tokenId))}
            >
              {t('tokens.revoke')}
            </Button>
          }
        >
          <Text size="sm" fw={500}>
            {token.label}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {token.expiresAt ? t('tokens.until') : t('tokens.forever')}{' '}
            {token.expiresAt && <When at={token.expiresAt} />}
          </Text>
        </Line>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          {t('tokens.make')}
        </Button>
      </Group>
      {open && (
        <NewToken
          onClose={() => setOpen(false)}
          onMake={(label, days) => {
            setOpen(false);
            void run(make(label, days));
          }}
        />
      )}
      {dialog}
    </Section>
  );
}
