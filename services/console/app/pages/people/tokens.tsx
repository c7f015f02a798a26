// API tokens of all: whose they are and how long they are good; an administrator ends them.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Person } from '../../ui/facts.tsx';
import { Empty, Failure, Loading, useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './people.module.css';
import { tokensQuery } from './people-query.ts';

/** Tokens in rows. */
export function Tokens({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('people');
  const textOf = useErrorText();
  const queries = useQueryClient();
  const asked = useQuery(tokensQuery);
  const revoking = useMutation({
    mutationFn: async (tokenId: string) => {
      await api.DELETE('/api/v1/staff/tokens/{tokenId}', { params: { path: { tokenId } } });
    },
    onError: (error) => notifications.show({ color: 'red', message: textOf(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['staff', 'tokens'] }),
  });
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.data.length === 0)
    return <Empty icon={IconKey} title={t('tokens.none')} text={t('tokens.how')} />;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>{t('tokens.label')}</th>
          <th>{t('tokens.owner')}</th>
          <th className={classes.wide}>{t('tokens.until')}</th>
          <th aria-label={t('tokens.revoke')} />
        </tr>
      </thead>
      <tbody>
        {asked.data.map((token) => (
          <tr key={token.tokenId}>
            <td>{token.label}</td>
            <td>
              <Person staffId={token.staffId} />
            </td>
            <td className={classes.wide}>
              {token.expiresAt ? <When at={token.expiresAt} /> : t('tokens.forever')}
            </td>
            <td style={{ textAlign: 'end' }}>
              {mayChange && (
                <Button
                  size="xs"
                  variant="subtle"
                  color="red"
                  onClick={() => revoking.mutate(token.tokenId)}
                >
                  {t('tokens.revoke')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
