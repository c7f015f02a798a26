// A thread: whose it is, the case it belongs to, what was said, and the answer.
import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink } from '../../ui/facts.tsx';
import { Mark, SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { Composer } from './composer.tsx';
import { SaidList } from './said-list.tsx';
import classes from './social.module.css';
import { type Thread, threadQuery } from './social-query.ts';
import { useAuthor } from './thread-list.tsx';

function Context({ thread }: { thread: Thread }) {
  const { t } = useTranslation(['social', 'common']);
  const { platform, reference, status, severity, dueAt, windowEndsAt } = thread;
  return (
    <div className={classes.context}>
      <Mark>{t(`common:channel.${platform}`)}</Mark>
      <CaseLink reference={reference} />
      <StatusMark status={status} />
      <SeverityMark severity={severity} />
      {thread.agitated && <Mark tone="warning">{t('agitated')}</Mark>}
      {dueAt && (
        <span className={classes.fact}>
          {t('answerDue')} <DueIn dueAt={dueAt} />
        </span>
      )}
      {windowEndsAt && (
        <span className={classes.fact}>
          {t('window')} <DueIn dueAt={windowEndsAt} />
        </span>
      )}
    </div>
  );
}

/** The thread of a reference. */
export function ThreadView({ reference }: { reference: string }) {
  const authorOf = useAuthor();
  const asked = useQuery(threadQuery(reference));
  if (asked.isPending) return <Loading rows={5} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const thread = asked.data;
  const author = authorOf(thread);
  const { handle } = thread.author;
  return (
    <article className={classes.thread}>
      <header>
        <Title order={2}>
          {author}
          {handle && author !== `@${handle}` && <span className={classes.handle}> @{handle}</span>}
        </Title>
        <Context thread={thread} />
      </header>
      <SaidList thread={thread} author={author} />
      <Composer key={reference} thread={thread} />
    </article>
  );
}
