// A link that lets somebody in: the first administrator's, an invitation, a new password. The token stands behind the #, so that no
// server sees it; it is taken out of the address at once.
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schema } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import type { Language } from '../../texts/i18n.ts';
import { Failure, Loading } from '../../ui/states.tsx';
import { CodeStep } from '../sign-in/code-step.tsx';
import { enter, type SignedIn, stepOf } from '../sign-in/enter.ts';
import { EntryFrame } from '../sign-in/entry-frame.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import { waysQuery } from '../sign-in/ways-query.ts';

function takeToken(): string {
  const token = window.location.hash.slice(1);
  if (token) {
    window.history.replaceState(window.history.state, '', window.location.pathname);
    // Loading the page again keeps it; another tab does not get it.
    sessionStorage.setItem('redress-link', token);
  }
  return token || (sessionStorage.getItem('redress-link') ?? '');
}

type LinkFacts = { kind: string; name: string | null; email: string | null };

function useFields(link: LinkFacts) {
  const { t } = useTranslation('sign-in');
  const [name, setName] = useState(link.name ?? '');
  const [email, setEmail] = useState(link.email ?? '');
  const [password, setPassword] = useState('');
  const isFirst = link.kind === 'first_administrator';
  const inputs = isFirst ? (
    <>
      <TextInput
        label={t('join.name')}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoFocus
        required
        withAsterisk={false}
      />
      <TextInput
        label={t('email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
    </>
  ) : (
    <TextInput label={t('email')} autoComplete="username" value={email} readOnly variant="filled" />
  );
  return { inputs, password, setPassword, given: isFirst ? { name, email } : {} };
}

function JoinForm({ token, link }: { token: string; link: LinkFacts }) {
  const { t, i18n } = useTranslation('sign-in');
  const { data: ways } = useQuery(waysQuery);
  const { inputs, password, setPassword, given } = useFields(link);
  const [step, setStep] = useState<string>();
  const joining = useMutation({
    mutationFn: async () => {
      const locale = i18n.language as Language;
      const body = { token, password, locale, ...given };
      return (await answered(api.POST('/api/v1/sign-in/accept', { body }))) as SignedIn;
    },
    onSuccess: (answer) => {
      sessionStorage.removeItem('redress-link');
      const next = stepOf(answer);
      if (next) setStep(next);
      else enter(answer as Schema<'Session'>);
    },
  });
  if (step)
    return <CodeStep token={step} onBack={() => window.location.assign('/console/sign-in')} />;
  const organisation = ways?.organisation ?? '';
  return (
    <EntryFrame
      title={t(`join.${link.kind}.title`)}
      lead={t(`join.${link.kind}.lead`, { organisation })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          joining.mutate();
        }}
      >
        <ProblemNote error={joining.error} />
        <Stack gap="md">
          {inputs}
          <PasswordInput
            label={t('join.password')}
            description={t('join.passwordHint', { count: ways?.passwordCharsMin ?? 12 })}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            required
            withAsterisk={false}
          />
          <Button type="submit" fullWidth loading={joining.isPending}>
            {t(`join.${link.kind}.go`)}
          </Button>
        </Stack>
      </form>
    </EntryFrame>
  );
}

function BadLink() {
  const { t } = useTranslation('sign-in');
  return (
    <EntryFrame title={t('join.bad.title')} lead={t('join.bad.lead')}>
      <Stack gap="xs">
        <Button component={Link} to="/forgotten" fullWidth>
          {t('join.bad.reset')}
        </Button>
        <Button component={Link} to="/sign-in" variant="default" fullWidth>
          {t('backToSignIn')}
        </Button>
      </Stack>
    </EntryFrame>
  );
}

/** What a link leads to. */
export function Page() {
  const { t } = useTranslation('sign-in');
  const [token] = useState(takeToken);
  const reading = useQuery({
    queryKey: ['link', token],
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => answered(api.POST('/api/v1/sign-in/link', { body: { token } })),
    enabled: token !== '',
  });
  if (token === '' || isProblem(reading.error, 422) || isProblem(reading.error, 400))
    return <BadLink />;
  if (reading.data) return <JoinForm token={token} link={reading.data} />;
  return (
    <EntryFrame title={t('join.reading')}>
      {reading.isError ? (
        <Failure error={reading.error} onRetry={() => void reading.refetch()} />
      ) : (
        <Loading rows={3} />
      )}
    </EntryFrame>
  );
}
