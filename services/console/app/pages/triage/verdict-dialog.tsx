// Releasing, rejecting, replaying: always with a reason, one or many; what did not work stays and says why.
import { Alert, Button, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { type Act, doAct, type Line } from './triage-query.ts';

const REASON_MIN = 3;

type Done = { done: number; failures: { line: Line; error: unknown }[] };

async function doAll(act: Act, lines: Line[], said: Parameters<typeof doAct>[2]): Promise<Done> {
  const failures: Done['failures'] = [];
  for (const line of lines)
    await doAct(line, act, said).catch((error: unknown) => failures.push({ line, error }));
  return { done: lines.length - failures.length, failures };
}

function useVerdict(props: { act: Act; lines: Line[]; onDone(): void }) {
  const { act, lines, onDone } = props;
  const { t } = useTranslation(['triage', 'common']);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (said: Parameters<typeof doAct>[2]) => doAll(act, lines, said),
    onSuccess: ({ done, failures }) => {
      if (done > 0)
        notifications.show({
          message: t(`done.${act}`, { count: done }),
          closeButtonProps: { 'aria-label': t('common:close') },
        });
      if (failures.length === 0) onDone();
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['triage'] }),
        queries.invalidateQueries({ queryKey: ['ledger'] }),
      ]),
  });
}

function Failures({ failures }: { failures: Done['failures'] }) {
  const textOf = useErrorText();
  const { t } = useTranslation('common');
  if (failures.length === 0) return null;
  return (
    <Alert color="red" mt="sm" title={t('errors.notDone')}>
      {failures.map(({ line, error }) => (
        <Text key={line.id} size="sm">
          {line.subject || line.id}: {textOf(error)}
        </Text>
      ))}
    </Alert>
  );
}

/** The dialog. */
export function VerdictDialog(props: { act: Act; lines: Line[]; onClose(): void; onDone(): void }) {
  const { act, lines, onClose } = props;
  const { t } = useTranslation(['triage', 'common']);
  const [reason, setReason] = useState('');
  const [senderEmail, setSenderEmail] = useState('');
  const verdict = useVerdict(props);
  const asksSender =
    act === 'release' && lines.length === 1 && lines[0]?.reason === 'ambiguous_sender';
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    verdict.mutate({ reason, ...(asksSender && senderEmail ? { senderEmail } : {}) });
  };
  return (
    <Dialog opened onClose={onClose} title={t(`ask.${act}.title`, { count: lines.length })}>
      <form onSubmit={send}>
        <Text size="sm" c="dimmed" mb="sm">
          {t(`ask.${act}.text`)}
        </Text>
        {asksSender && (
          <TextInput
            type="email"
            label={t('senderEmail')}
            description={t('senderEmailHint')}
            value={senderEmail}
            onChange={(event) => setSenderEmail(event.currentTarget.value)}
            mb="sm"
          />
        )}
        <Textarea
          label={t('reason')}
          description={t('reasonHint')}
          required
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Failures failures={verdict.data?.failures ?? []} />
        <DialogFoot onClose={onClose}>
          <Button
            type="submit"
            loading={verdict.isPending}
            disabled={reason.trim().length < REASON_MIN}
          >
            {t(`acts.${act}`)}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
