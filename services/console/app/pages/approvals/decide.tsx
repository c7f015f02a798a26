// Approving and rejecting, at the foot of the card: exactly what was read is decided, and the next one comes.
import { Button, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, Problem } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { ChangedMeanwhile } from '../../case-actions/changed-meanwhile.tsx';
import { sendCommand } from '../../case-actions/send-command.ts';
import { useErrorText } from '../../ui/states.tsx';
import classes from './approvals.module.css';
import type { Approval } from './approvals-query.ts';

type Verdict = { command: 'approve-remedy' } | { command: 'reject-remedy'; reason: string };

function useDecision(approval: Approval, onDecided: () => void) {
  const { t } = useTranslation('approvals');
  const [key] = useState(() => crypto.randomUUID());
  const { staffId: me } = useSession();
  const { reference, version, remedyId, proposalVersion, amount } = approval;
  return useMutation({
    mutationFn: (verdict: Verdict) =>
      sendCommand(
        {
          ...{ reference, version, command: verdict.command },
          key: `${key}-${verdict.command}-${version}`,
          body:
            verdict.command === 'approve-remedy'
              ? { remedyId, proposalVersion, ...(amount ? { amount } : {}) }
              : { remedyId, reason: verdict.reason },
        },
        me,
      ),
    onSuccess: (_, { command }) => {
      const said = command === 'approve-remedy' ? 'approved' : 'rejected';
      notifications.show({ message: t(said, { remedy: remedyId, reference }) });
      onDecided();
    },
  });
}

function NotDone({ error }: { error: unknown }) {
  const { t } = useTranslation('approvals');
  const textOf = useErrorText();
  const client = useQueryClient();
  if (!error) return null;
  if (!isProblem(error, 412))
    return (
      <Text size="sm" c="var(--rd-danger)" role="alert">
        {error instanceof Problem && error.status === 409 ? `${t('gone')} ` : ''}
        {textOf(error)}
      </Text>
    );
  return (
    <div className={classes.faster}>
      <ChangedMeanwhile problem={error} />
      <Button
        variant="default"
        onClick={() => void client.invalidateQueries({ queryKey: ['approvals'] })}
      >
        {t('common:retry', { ns: 'common' })}
      </Button>
    </div>
  );
}

/** The two buttons. Nothing of them for whoever may not decide. */
export function Decide({
  approval,
  hasNext,
  onDecided,
}: {
  approval: Approval;
  hasNext: boolean;
  onDecided(): void;
}) {
  const { t } = useTranslation('approvals');
  const [reason, setReason] = useState<string>();
  const decision = useDecision(approval, onDecided);
  if (!approval.mayDecide.allowed)
    return (
      <div className={classes.foot}>
        <Text size="sm" c="dimmed">
          {approval.mine ? t('own') : approval.mayDecide.problem}
        </Text>
      </div>
    );
  const isRejecting = reason !== undefined;
  return (
    <div className={classes.foot}>
      <NotDone error={decision.error} />
      {isRejecting && (
        <Textarea
          label={t('reason')}
          withAsterisk
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className={classes.buttons}>
        <Button
          variant="default"
          size="md"
          disabled={isRejecting && reason.trim() === ''}
          loading={decision.isPending && isRejecting}
          onClick={() =>
            isRejecting
              ? decision.mutate({ command: 'reject-remedy', reason: reason.trim() })
              : setReason('')
          }
        >
          {isRejecting ? t('rejectNow') : t('reject')}
        </Button>
        {isRejecting ? (
          <Button size="md" variant="default" onClick={() => setReason(undefined)}>
            {t('common:cancel', { ns: 'common' })}
          </Button>
        ) : (
          <Button
            size="md"
            loading={decision.isPending}
            onClick={() => decision.mutate({ command: 'approve-remedy' })}
          >
            {hasNext ? t('approveNext') : t('approve')}
          </Button>
        )}
      </div>
    </div>
  );
}
