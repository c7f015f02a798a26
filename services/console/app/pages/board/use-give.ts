// Giving a case to somebody: it moves at once, goes back when the API refuses, and either is said.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../../case-actions/send-command.ts';
import { type BoardCard, type BoardPerson, boardQuery, moved } from './board-query.ts';

export type Gift = { card: BoardCard; to: Pick<BoardPerson, 'staffId' | 'name'> };

/** How to give, what was refused last, and what to say to whoever listens. */
export function useGive(team: string | undefined) {
  const { t } = useTranslation('board');
  const queries = useQueryClient();
  const { queryKey } = boardQuery(team);
  const giving = useMutation({
    mutationFn: ({ card, to }: Gift) =>
      sendCommand({
        reference: card.reference,
        command: 'assign',
        body: { to: to.staffId },
        version: card.version,
        key: crypto.randomUUID(),
      }),
    onMutate: async ({ card, to }) => {
      await queries.cancelQueries({ queryKey: ['board'] });
      const before = queries.getQueryData(queryKey);
      if (before) queries.setQueryData(queryKey, moved(before, card, to.staffId));
      return { before };
    },
    onError: (_error, _gift, kept) => {
      if (kept?.before) queries.setQueryData(queryKey, kept.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['board'] }),
  });
  const { variables: gift, isSuccess, isError, error } = giving;
  return {
    give: giving.mutate,
    given: isSuccess && gift ? gift.card.reference : undefined,
    said:
      isSuccess && gift ? t('given', { reference: gift.card.reference, name: gift.to.name }) : '',
    refused: isError && gift ? { gift, error } : undefined,
    forget: giving.reset,
  };
}
