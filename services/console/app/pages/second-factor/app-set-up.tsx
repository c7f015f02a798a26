// Setting up an authenticator app: the square code, the first code of it, then the recovery codes, which are shown this once.
import { Button, Code, CopyButton, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { Failure, Loading } from '../../ui/states.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import classes from './app-set-up.module.css';

/** The square code as a picture, drawn here: the secret goes to no other server. */
const offerQuery = {
  queryKey: ['account', 'app-offer'],
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  retry: false,
  refetchOnWindowFocus: false,
  queryFn: async () => {
    const offered = await answered(api.POST('/api/v1/account/app'));
    const { toString: toSvg } = await import('qrcode');
    const svg = await toSvg(offered.uri, { type: 'svg', margin: 2 });
    return { ...offered, picture: `data:image/svg+xml;base64,${btoa(svg)}` };
  },
};

/** Recovery codes, to be kept. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation('sign-in');
  return (
    <Stack gap="md">
      <Text size="sm">{t('app.codes')}</Text>
      <SimpleGrid cols={2} spacing="xs">
        {codes.map((code) => (
          <Code key={code} block className={classes.code ?? ''}>
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <CopyButton value={codes.join('\n')}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? 'app.copied' : 'app.copy')}
          </Button>
        )}
      </CopyButton>
      <Button onClick={onDone}>{t('app.kept')}</Button>
    </Stack>
  );
}

/** All of the set-up; `onDone` after the recovery codes were kept. */
export function AppSetUp({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('sign-in');
  const offer = useQuery(offerQuery);
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => answered(api.POST('/api/v1/account/app/confirm', { body: { code } })),
    onError: () => setCode(''),
  });
  if (confirming.data) return <RecoveryCodes codes={confirming.data.codes} onDone={onDone} />;
  if (offer.isError) return <Failure error={offer.error} onRetry={() => void offer.refetch()} />;
  if (!offer.data) return <Loading rows={4} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirming.mutate();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t('app.scan')}</Text>
        <img className={classes.picture} src={offer.data.picture} alt={t('app.picture')} />
        <Text size="xs" c="dimmed">
          {t('app.type')} <span className={classes.secret}>{offer.data.secret}</span>
        </Text>
        <ProblemNote error={confirming.error} />
        <TextInput
          label={t('app.code')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={confirming.isPending}>
          {t('app.confirm')}
        </Button>
      </Stack>
    </form>
  );
}
