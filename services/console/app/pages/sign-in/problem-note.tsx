// Why signing in did not work, in the reader's language: by the code of the problem, else as the API says it.
import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.ts';
import { useErrorText } from '../../ui/states.tsx';

const SECONDS = 60;

/** The words for a problem of getting in. */
export function useEntryProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation('sign-in');
  const textOf = useErrorText();
  return (error) => {
    if (!(error instanceof Problem)) return textOf(error);
    const fault = typeof error.members.fault === 'string' ? `.${error.members.fault}` : '';
    const key = `problems.${error.code}${fault}`;
    const count = Math.ceil((error.retryAfterSeconds ?? SECONDS) / SECONDS);
    return i18n.exists(key, { ns: 'sign-in' }) ? t(key, { count }) : textOf(error);
  };
}

/** A problem above a form; nothing when there is none. */
export function ProblemNote({ error }: { error: unknown }) {
  const textOf = useEntryProblem();
  if (!error) return null;
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      p="sm"
      role="alert"
      icon={<IconAlertCircle size={18} aria-hidden />}
    >
      {typeof error === 'string' ? error : textOf(error)}
    </Alert>
  );
}
