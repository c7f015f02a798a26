// Writing to the customer or for colleagues: kept as one types, previewed as it will be sent, told why where it cannot be.
import { Alert, Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconEye, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { forwardRef, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session.ts';
import { conflictOf } from '../../../case-actions/send-command.ts';
import { useErrorText } from '../../../ui/states.tsx';
import classes from '../case.module.css';
import type { CaseView } from '../case-query.ts';
import { type Command, give, meanwhile } from '../send.ts';
import { ConflictNotice } from './conflict.tsx';
import { type Asked, Preview } from './preview.tsx';
import { ReplyOptions, templateOf } from './reply-options.tsx';
import { type Draft, useDraft } from './use-draft.ts';

type Mode = 'reply' | 'note';
/** What the page's keys do with the composer. */
export type ComposerHandle = { write(mode: Mode): void };

const replyCommand = (view: CaseView): 'answer' | 'send-update' =>
  view.writing.reach === 'direct_message' ? 'answer' : 'send-update';

function bodyOf(view: CaseView, draft: Draft, command: Command): Record<string, unknown> {
  if (command === 'note') return { text: (draft.note ?? '').trim() };
  const text = (draft.reply ?? '').trim();
  const { language, estimatedResolution } = draft;
  return {
    text,
    ...(language ? { language } : {}),
    ...(command === 'send-update' ? { template: templateOf(view.writing, draft) } : {}),
    ...(estimatedResolution && command === 'send-update' ? { estimatedResolution } : {}),
  };
}

/** Sends what was written. When others were faster nothing is sent, and the text stays: the page then shows what they did. */
function useSending(view: CaseView, command: Command, onSent: () => void) {
  const { t } = useTranslation('case');
  const { staffId: me } = useSession();
  const textOf = useErrorText();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: ({ body, version }: { body: Record<string, unknown>; version: number }) =>
      give({ ...view, version }, command, body, { me, key: key.current }),
    onSuccess: () => {
      key.current = crypto.randomUUID();
      onSent();
      notifications.show({ message: t(`composer.sent.${command}`), color: 'green' });
    },
    onError: (error) => {
      if (!conflictOf(error))
        notifications.show({ title: t('composer.notSent'), message: textOf(error), color: 'red' });
    },
  });
}

function Foot(props: {
  state: string;
  mode: Mode;
  disabled: boolean;
  busy: boolean;
  onPreview(): void;
  onSend(): void;
}) {
  const { state, mode, disabled, busy, onPreview, onSend } = props;
  const { t } = useTranslation('case');
  return (
    <Group justify="space-between" gap="xs">
      <Text size="xs" c="dimmed" role="status">
        {state !== 'empty' && t(`composer.state.${state}`)}
      </Text>
      <Group gap="xs">
        {mode === 'reply' && (
          <Button
            variant="default"
            disabled={disabled}
            onClick={onPreview}
            leftSection={<IconEye size={16} stroke={1.75} />}
          >
            {t('composer.preview')}
          </Button>
        )}
        <Button
          disabled={disabled}
          loading={busy}
          onClick={onSend}
          leftSection={<IconSend size={16} stroke={1.75} />}
        >
          {t(mode === 'reply' ? 'composer.send' : 'composer.keepNote')}
        </Button>
      </Group>
    </Group>
  );
}

/** Why one cannot write now, in words, or nothing. */
function useBlocked(view: CaseView, command: Command): string | undefined {
  const { t } = useTranslation('case');
  const { blocked } = view.writing;
  if (command !== 'note' && blocked === 'contact_suspended') return t('blocked.contact_suspended');
  const refused = view.refusedCommands[command];
  if (refused) return t(`blocked.${refused.code}`, { status: t(`common:status.${view.status}`) });
  return undefined;
}

/** The composer. `onWriting` hears whether there is something to send. */
export const Composer = forwardRef<
  ComposerHandle,
  { view: CaseView; onWriting(writing: boolean): void }
>(function Composer({ view, onWriting }, handle) {
  const { t } = useTranslation(['case', 'common']);
  const { draft, state, change, save } = useDraft(view.reference);
  const mode: Mode = draft.mode === 'note' ? 'note' : 'reply';
  const command = mode === 'note' ? ('note' as const) : replyCommand(view);
  const area = useRef<HTMLTextAreaElement>(null);
  const [asked, setAsked] = useState<Asked>();
  const text = (mode === 'note' ? draft.note : draft.reply) ?? '';
  const blocked = useBlocked(view, command);
  const written = (next: Partial<Draft>) => {
    // What others do from the first word on, one is shown before it is sent.
    const begun = draft.note || draft.reply ? draft.basedOn : undefined;
    change({ basedOn: begun ?? view.version, ...next });
    const { note = draft.note, reply = draft.reply } = next;
    onWriting(Boolean(note || reply));
  };
  const sending = useSending(view, command, () => {
    written(mode === 'note' ? { note: '' } : { reply: '' });
    setAsked(undefined);
    void save();
  });
  const ready = text.trim() !== '' && !blocked && !sending.isPending;
  const { staffId: me } = useSession();
  const changes = text.trim() === '' ? [] : meanwhile(view, draft.basedOn, me);
  const send = (version = draft.basedOn ?? view.version) => {
    if (ready) sending.mutate({ body: bodyOf(view, draft, command), version });
  };
  useImperativeHandle(handle, () => ({
    write: (wanted) => {
      change({ mode: wanted });
      area.current?.focus();
      area.current?.scrollIntoView({ block: 'nearest' });
    },
  }));
  return (
    <section className={`${classes.composer} rd-no-print`} aria-label={t('composer.title')}>
      {changes.length > 0 && (
        <ConflictNotice
          view={view}
          changes={changes}
          onSendAgain={() => send(view.version)}
          onKeep={() => change({ basedOn: view.version })}
        />
      )}
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          value={mode}
          onChange={(value) => change({ mode: value as Mode })}
          data={['reply', 'note'].map((value) => ({ value, label: t(`composer.${value}`) }))}
        />
        {mode === 'reply' && view.writing.to && (
          <Text size="xs" c="dimmed">
            {t('preview.to', { to: view.writing.to })}
          </Text>
        )}
      </Group>
      {blocked && <Alert color="orange">{blocked}</Alert>}
      {!blocked && mode === 'reply' && view.writing.blocked === 'no_address' && (
        <Alert color="orange">{t('blocked.no_address')}</Alert>
      )}
      <Textarea
        ref={area}
        aria-label={t(`composer.${mode}`)}
        placeholder={t(`composer.placeholder.${mode}`)}
        data-note={mode === 'note' || undefined}
        value={text}
        minRows={4}
        maxRows={18}
        maxLength={10_000}
        onChange={(event) => written({ [mode]: event.currentTarget.value })}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {mode === 'reply' && <ReplyOptions view={view} draft={draft} onChange={written} />}
      <Foot
        {...{ state, mode, disabled: !ready, busy: sending.isPending, onSend: () => send() }}
        onPreview={() =>
          command !== 'note' && setAsked({ command, body: bodyOf(view, draft, command) })
        }
      />
      <Preview
        reference={view.reference}
        asked={asked}
        onClose={() => setAsked(undefined)}
        onSend={() => send()}
      />
    </section>
  );
});
