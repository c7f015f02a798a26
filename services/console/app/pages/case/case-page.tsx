// The page of a case: what was said and done, what is due, and what can be done about it, without leaving it.
import { Tabs, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCaseChanges } from '../../api/changes.ts';
import { answered, api } from '../../api/client.ts';
import { labelsQuery } from '../../api/labels.ts';
import { useSession } from '../../api/session.ts';
import { conflictOf, refreshAfter } from '../../case-actions/send-command.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading, useErrorText } from '../../ui/states.tsx';
import classes from './case.module.css';
import { CaseHeader } from './case-header.tsx';
import { type CaseView, caseQuery, neighboursQuery } from './case-query.ts';
import { Classification } from './classification.tsx';
import { Composer, type ComposerHandle } from './composer/composer.tsx';
import { conversationOf, evidenceOf } from './conversation-entries.ts';
import { History } from './history.tsx';
import { Message } from './message.tsx';
import { Presence } from './presence.tsx';
import { type Command, give } from './send.ts';
import { CustomerPanel, Promises } from './side.tsx';
import { usePrinting } from './use-printing.ts';

/** Commands of one click. What a person did meanwhile is shown by the page itself, read again. */
function useAct(view: CaseView) {
  const { t } = useTranslation('case');
  const textOf = useErrorText();
  const { staffId: me } = useSession();
  return useMutation({
    mutationFn: ({ command, body = {} }: { command: Command; body?: Record<string, unknown> }) =>
      give(view, command, body, { me }),
    onError: (error) =>
      notifications.show({
        title: t('common:errors.notDone'),
        message: conflictOf(error) ? t('conflict.readAgain') : textOf(error),
        color: 'red',
      }),
  });
}

function useFinishTask(reference: string) {
  const { t } = useTranslation('case');
  const textOf = useErrorText();
  return useMutation({
    mutationFn: (taskId: string) =>
      answered(api.POST('/api/v1/tasks/{taskId}/done', { params: { path: { taskId } }, body: {} })),
    onSuccess: () => refreshAfter(reference),
    onError: (error) =>
      notifications.show({
        title: t('common:errors.notDone'),
        message: textOf(error),
        color: 'red',
      }),
  });
}

/** The case before and after this one in the list that one goes through. */
function useNeighbours(reference: string) {
  const navigate = useNavigate();
  const { data: list = [] } = useQuery(neighboursQuery);
  const at = list.indexOf(reference);
  const go = (step: number) => {
    const next = list[at === -1 ? 0 : at + step];
    if (next && next !== reference)
      void navigate({ to: '/cases/$reference', params: { reference: next } });
  };
  return { go, where: at === -1 || list.length < 2 ? '' : `${at + 1} / ${list.length}` };
}

function Conversation(props: { view: CaseView; marked: string[]; printed?: boolean }) {
  const { view, marked, printed = false } = props;
  const { t } = useTranslation('case');
  const said = useMemo(() => conversationOf(view), [view]);
  return (
    <section aria-label={t('conversation')} className={classes.conversation}>
      {said.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('nothingSaid')}
        </Text>
      )}
      {said.map((each) => (
        <Message key={each.key} reference={view.reference} said={each} {...{ marked, printed }} />
      ))}
    </section>
  );
}

const noWords: string[] = [];

/** What stands at the side. */
function Side(props: {
  view: CaseView;
  act: ReturnType<typeof useAct>;
  marked: boolean;
  onMark(marked: boolean): void;
}) {
  const { view, act, marked, onMark } = props;
  const { i18n } = useTranslation();
  const { data: labels } = useQuery(labelsQuery(i18n.language, view.policyVersion));
  const finish = useFinishTask(view.reference);
  return (
    <aside className={classes.side}>
      <Promises view={view} onDone={(taskId) => finish.mutate(taskId)} />
      <Classification
        {...{ view, labels, marked, onMark }}
        correct={(body) => act.mutate({ command: 'correct', body })}
      />
      <CustomerPanel view={view} />
    </aside>
  );
}

/** All of it one below the other, for paper. */
function Printed({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  return (
    <div className={classes.printed}>
      <h2>{t('conversation')}</h2>
      <Conversation view={view} marked={noWords} printed />
      <h2>{t('history.title')}</h2>
      <History view={view} />
    </div>
  );
}

function CaseShown({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  const composer = useRef<ComposerHandle>(null);
  const [assigning, setAssigning] = useState(false);
  const [writing, setWriting] = useState(false);
  const [marked, setMarked] = useState(false);
  const act = useAct(view);
  const printing = usePrinting();
  const { go, where } = useNeighbours(view.reference);
  const words = useMemo(
    () => (marked ? evidenceOf(view).flatMap((each) => each.words) : noWords),
    [marked, view],
  );
  useHotkeys([
    ['r', () => composer.current?.write('reply')],
    ['n', () => composer.current?.write('note')],
    ['a', () => setAssigning(true)],
    ['[', () => go(-1)],
    [']', () => go(1)],
  ]);
  useEffect(() => {
    document.title = `${view.reference} ${view.subject} · Redress`;
  }, [view.reference, view.subject]);
  return (
    <div className={classes.page}>
      <CaseHeader
        {...{ view, where, opened: assigning, onOpen: setAssigning }}
        act={(command, body) => act.mutate({ command, ...(body ? { body } : {}) })}
      />
      <Presence reference={view.reference} doing={writing ? 'answering' : 'viewing'} />
      <div className={classes.columns}>
        <Tabs defaultValue="conversation" keepMounted className="rd-no-print">
          <Tabs.List>
            <Tabs.Tab value="conversation">{t('conversation')}</Tabs.Tab>
            <Tabs.Tab value="history">{t('history.title')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="conversation" className={classes.tab ?? ''}>
            <Conversation view={view} marked={words} />
            <Composer ref={composer} view={view} onWriting={setWriting} />
          </Tabs.Panel>
          <Tabs.Panel value="history" className={classes.tab ?? ''}>
            <History view={view} />
          </Tabs.Panel>
        </Tabs>
        {printing && <Printed view={view} />}
        <Side {...{ view, act, marked, onMark: setMarked }} />
      </div>
    </div>
  );
}

/** The page. */
export function Page() {
  const { reference = '' } = useParams({ strict: false }) as { reference?: string };
  const asked = useQuery(caseQuery(reference));
  const queries = useQueryClient();
  useCaseChanges({
    reference,
    onCalm: () => void queries.invalidateQueries({ queryKey: ['case', reference] }),
  });
  if (asked.data) return <CaseShown key={asked.data.reference} view={asked.data} />;
  return (
    <PageFrame title={reference}>
      {asked.isError ? (
        <Failure error={asked.error} onRetry={() => void asked.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </PageFrame>
  );
}
