// The second factor and passkeys.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schema } from '../../api/client.ts';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Line, Section } from '../../ui/section.tsx';
import { When } from '../../ui/when.tsx';
import { AppSetUp, RecoveryCodes } from '../second-factor/app-set-up.tsx';
import { addPasskey } from '../sign-in/passkey.ts';
import { useEntryProblem } from '../sign-in/problem-note.tsx';
import { waysQuery } from '../sign-in/ways-query.ts';
import { useConfirm } from './confirm.tsx';

type Open = 'app' | 'passkey' | { codes: string[] } | undefined;
type Run = (action: () => Promise<unknown>) => Promise<void>;

function AppLine(props: {
  account: Schema<'Account'>;
  run: Run;
  onOpen: (open: Open) => void;
  refresh: () => Promise<void>;
}) {
  const { account, run, onOpen, refresh } = props;
  const { t } = useTranslation('account');
  const newCodes = async () => {
    const { codes } = await answered(api.POST('/api/v1/account/recovery-codes'));
    onOpen({ codes });
  };
  const remove = async () => {
    await api.DELETE('/api/v1/account/app');
    await refresh();
  };
  if (!account.app)
    return (
      <Line
        end={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDeviceMobile size={15} aria-hidden />}
            onClick={() => void run(async () => onOpen('app'))}
          >
            {t('app.setUp')}
          </Button>
        }
      >
        {t('app.none')}
        {account.secondFactorNeeded && ` ${t('app.needed')}`}
      </Line>
    );
  return (
    <Line
      end={
        <Group gap="xs" wrap="nowrap">
          <Button size="xs" variant="default" onClick={() => void run(newCodes)}>
            {t('app.newCodes')}
          </Button>
          <Button size="xs" variant="subtle" color="red" onClick={() => void run(remove)}>
            {t('remove')}
          </Button>
        </Group>
      }
    >
      <Group gap="xs">
        <Mark tone="good">{t('app.on')}</Mark>
        <span>{t('app.codesLeft', { count: account.recoveryCodesLeft })}</span>
      </Group>
    </Line>
  );
}

function NewPasskey({
  onClose,
  run,
  refresh,
}: {
  onClose: () => void;
  run: Run;
  refresh: () => Promise<void>;
}) {
  const { t } = useTranslation('account');
  const [label, setLabel] = useState('');
  const add = async () => {
    await addPasskey(label);
    await refresh();
    onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('passkeys.add')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run(add);
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('passkeys.label')}
            placeholder={t('passkeys.example')}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={100}
          />
          <DialogFoot onClose={onClose}>
            <Button type="submit">{t('passkeys.go')}</Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

function Passkeys({
  account,
  run,
  refresh,
}: {
  account: Schema<'Account'>;
  run: Run;
  refresh: () => Promise<void>;
}) {
  const { t } = useTranslation('account');
  const remove = (passkeyId: string) => async () => {
    await api.DELETE('/api/v1/account/passkeys/{passkeyId}', { params: { path: { passkeyId } } });
    await refresh();
  };
  return account.passkeys.map((passkey) => (
    <Line
      key={passkey.passkeyId}
      end={
        <Button
          size="xs"
          variant="subtle"
          color="red"
          aria-label={t('passkeys.remove', { label: passkey.label })}
          onClick={() => void run(remove(passkey.passkeyId))}
        >
          {t('remove')}
        </Button>
      }
    >
      <Text size="sm" fw={500}>
        {passkey.label}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {passkey.lastUsedAt ? t('passkeys.used') : t('passkeys.added')}{' '}
        <When at={passkey.lastUsedAt ?? passkey.createdAt} />
      </Text>
    </Line>
  ));
}

/** The part of the account about further factors. */
export function Factors({ account }: { account: Schema<'Account'> }) {
  const { t } = useTranslation('account');
  const textOf = useEntryProblem();
  const queries = useQueryClient();
  const { data: ways } = useQuery(waysQuery);
  const [open, setOpen] = useState<Open>();
  const refresh = () => queries.invalidateQueries({ queryKey: ['account'], exact: true });
  const { run, dialog } = useConfirm((error) =>
    notifications.show({ color: 'red', message: textOf(error) }),
  );
  const close = () => {
    setOpen(undefined);
    void refresh();
  };
  return (
    <>
      <Section title={t('app.title')} text={t('app.text')}>
        <AppLine account={account} run={run} onOpen={setOpen} refresh={refresh} />
      </Section>
      {ways?.passkeys && (
        <Section title={t('passkeys.title')} text={t('passkeys.text')}>
          <Passkeys account={account} run={run} refresh={refresh} />
          <Group>
            <Button
              variant="default"
              leftSection={<IconFingerprint size={16} aria-hidden />}
              onClick={() => setOpen('passkey')}
            >
              {t('passkeys.add')}
            </Button>
          </Group>
        </Section>
      )}
      {open === 'app' && (
        <Dialog opened onClose={close} title={t('app.setUp')} closeOnClickOutside={false}>
          <AppSetUp onDone={close} />
        </Dialog>
      )}
      {typeof open === 'object' && (
        <Dialog opened onClose={close} title={t('app.newCodes')} closeOnClickOutside={false}>
          <RecoveryCodes codes={open.codes} onDone={close} />
        </Dialog>
      )}
      {open === 'passkey' && <NewPasskey onClose={close} run={run} refresh={refresh} />}
      {dialog}
    </>
  );
}
