// Who answers a thread just now, and taking it or leaving it.
import { Button, Text } from '@mantine/core';
import { IconLock, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './social.module.css';
import type { Claiming } from './use-claim.ts';

function Said({ claiming }: { claiming: Claiming }) {
  const { t } = useTranslation('social');
  const { other, isMine } = claiming;
  if (other)
    return (
      <>
        <IconLock size={16} aria-hidden />
        <span>
          {t('claim.other', { name: other.name })} · {t('claim.until')} <When at={other.until} />
        </span>
      </>
    );
  if (isMine)
    return (
      <>
        <IconPencil size={16} aria-hidden />
        <span>{t('claim.mine')}</span>
      </>
    );
  return <span>{t('claim.nobody')}</span>;
}

/** The bar above the answer. */
export function ClaimBar({ claiming }: { claiming: Claiming }) {
  const { t } = useTranslation('social');
  const textOf = useErrorText();
  const { other, isMine, hold, leave } = claiming;
  const error = leave.error ?? (other ? null : hold.error);
  return (
    <div className={classes.claim} data-whose={other ? 'other' : isMine ? 'mine' : 'nobody'}>
      <div className={classes.claimed} role="status">
        <Said claiming={claiming} />
      </div>
      {isMine && (
        <Button
          size="compact-sm"
          variant="default"
          loading={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {t('claim.letGo')}
        </Button>
      )}
      {!isMine && !other && (
        <Button
          size="compact-sm"
          variant="default"
          loading={hold.isPending}
          onClick={() => hold.mutate()}
        >
          {t('claim.take')}
        </Button>
      )}
      {error && (
        <Text size="sm" c="red" role="alert">
          {textOf(error)}
        </Text>
      )}
    </div>
  );
}
