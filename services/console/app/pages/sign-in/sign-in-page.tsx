// Signing in: by password, passkey, or the organisation's provider.
import { Anchor, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconFingerprint, IconLogin2 } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { CodeStep } from './code-step.tsx';
import { enter, type SignedIn, stepOf, wantedPath } from './enter.ts';
import { EntryFrame } from './entry-frame.tsx';
import { signInByPasskey } from './passkey.ts';
import { ProblemNote } from './problem-note.tsx';
import { waysQuery } from './ways-query.ts';

const providerProblems = ['provider_away', 'provider_refused', 'provider_unknown'];

/** What the way back from the provider said in the address. */
function useReturnedProblem(): string | undefined {
  const { t } = useTranslation('sign-in');
  const said = new URLSearchParams(window.location.search).get('problem') ?? '';
  return providerProblems.includes(said) ? t(`problems.${said}`) : undefined;
}

function OtherWays({ onPasskey, pending }: { onPasskey: () => void; pending: boolean }) {
  const { t } = useTranslation('sign-in');
  const { data: ways } = useQuery(waysQuery);
  if (!ways?.passkeys && !ways?.provider) return null;
  return (
    <>
      <Divider label={t('or')} my="md" />
      <Stack gap="xs">
        {ways.passkeys && (
          <Button
            variant="default"
            fullWidth
            loading={pending}
            leftSection={<IconFingerprint size={17} stroke={1.75} aria-hidden />}
            onClick={onPasskey}
          >
            {t('passkey')}
          </Button>
        )}
        {ways.provider && (
          <Button
            component="a"
            variant="default"
            fullWidth
            leftSection={<IconLogin2 size={17} stroke={1.75} aria-hidden />}
            href={`/api/v1/session/provider?to=${encodeURIComponent(wantedPath())}`}
          >
            {t('provider', { name: ways.provider.name })}
          </Button>
        )}
      </Stack>
    </>
  );
}

/** Signing in. */
export function Page() {
  const { t } = useTranslation('sign-in');
  const returned = useReturnedProblem();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [step, setStep] = useState<string>();
  const goOn = (answer: SignedIn) => {
    const token = stepOf(answer);
    setPassword('');
    if (token) setStep(token);
    else enter(answer as Parameters<typeof enter>[0]);
  };
  const byPassword = useMutation({
    mutationFn: async () =>
      (await answered(api.POST('/api/v1/session', { body: { email, password } }))) as SignedIn,
    onSuccess: goOn,
  });
  const byPasskey = useMutation({ mutationFn: signInByPasskey, onSuccess: goOn });
  if (step) return <CodeStep token={step} onBack={() => setStep(undefined)} />;
  const failed = byPasskey.error ? t('problems.passkey_refused') : undefined;
  return (
    <EntryFrame title={t('title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          byPasskey.reset();
          byPassword.mutate();
        }}
      >
        <ProblemNote error={byPassword.error ?? failed ?? (byPassword.isIdle && returned)} />
        <Stack gap="md">
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username webauthn"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            autoFocus
            required
            withAsterisk={false}
          />
          <PasswordInput
            label={t('password')}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            required
            withAsterisk={false}
          />
          <Button type="submit" fullWidth loading={byPassword.isPending}>
            {t('go')}
          </Button>
        </Stack>
      </form>
      <OtherWays
        pending={byPasskey.isPending}
        onPasskey={() => {
          byPassword.reset();
          byPasskey.mutate();
        }}
      />
      <Anchor component={Link} to="/forgotten" size="sm" display="block" ta="center" mt="lg">
        {t('forgotten')}
      </Anchor>
    </EntryFrame>
  );
}
