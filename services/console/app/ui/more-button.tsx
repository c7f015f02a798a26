// The way to the next page of a list that is read page by page.
import { Button, type ButtonProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Pages = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
};

/** Shown while there is more of an infinite query. */
export function MoreButton({ of, ...props }: { of: Pages } & Pick<ButtonProps, 'm' | 'mt'>) {
  const { t } = useTranslation('common');
  if (!of.hasNextPage) return null;
  return (
    <Button
      variant="default"
      loading={of.isFetchingNextPage}
      onClick={() => void of.fetchNextPage()}
      {...props}
    >
      {t('more')}
    </Button>
  );
}
