// The dialog of a command on a case: its form, what will happen, what the API says of it. One for all commands; which fields each
// has is in command-forms.ts.
import { Button, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, Problem } from '../api/problem.ts';
import { useSession } from '../api/session.ts';
import { Dialog, DialogFoot } from '../ui/dialog.tsx';
import { Failure, Loading, useErrorText } from '../ui/states.tsx';
import { caseQuery, useLabels } from './case-query.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { chosenFor, optionOf, useChoices } from './choices.ts';
import { CommandField } from './command-field.tsx';
import { commandForms } from './command-forms.ts';
import {
  type CaseView,
  closeCommand,
  type OpenDialog,
  openCommand,
  useOpenCommand,
} from './dialog-store.ts';
import { asked, bodyFrom, type Field, missingIn, type Values } from './fields.ts';
import { RemedyOptions } from './remedy-options.tsx';
import { sendCommand } from './send-command.ts';
import { useEffects, WhatHappens } from './what-happens.tsx';

const PREVIEW_MS = 350;

/** The fields as they are for what was chosen: an option without an amount asks for none. */
function useFields(view: CaseView, { command }: OpenDialog, values: Values): Field[] {
  const labels = useLabels(view.policyVersion);
  const all = commandForms[command] ?? [];
  const option = optionOf(labels, values.option);
  return asked(all, values).filter(
    ({ kind }) => kind !== 'remedyAmount' || option?.monetary === true,
  );
}

/** What a person must have read with a decision goes along: another proposal, another amount is refused (S39). */
function boundTo(view: CaseView, { command }: OpenDialog, body: Record<string, unknown>) {
  const remedy = view.remedies.find(({ remedyId }) => remedyId === body.remedyId);
  if (command !== 'approve-remedy' || !remedy) return body;
  const { proposalVersion, amount } = remedy;
  return { ...body, proposalVersion, ...(amount ? { amount } : {}) };
}

function useCommandForm(view: CaseView, dialog: OpenDialog) {
  const { t } = useTranslation('case-actions');
  const { reference, command } = dialog;
  const { staffId: me } = useSession();
  const [values, setValues] = useState<Values>({
    ...chosenFor(view, command),
    ...dialog.preset,
  });
  const [wasTried, setTried] = useState(false);
  // The version that was on the screen when it opened; after a 412, the one whose changes were shown.
  const [version, setVersion] = useState(view.version);
  const fields = useFields(view, dialog, values);
  const missing = missingIn(fields, values);
  const body = boundTo(view, dialog, bodyFrom(fields, values));
  const [settled] = useDebouncedValue(JSON.stringify(body), PREVIEW_MS);
  const shown = useMemo(() => JSON.parse(settled) as Record<string, unknown>, [settled]);
  const forGate = { outcome: 'upheld', summary: '-', ...shown };
  const isResolve = command === 'resolve';
  const effects = useEffects(
    view,
    command,
    isResolve ? forGate : shown,
    isResolve || missing.length === 0,
  );
  const sent = useMutation({
    mutationFn: () =>
      sendCommand({ reference, command, body, version, key: `${dialog.key}-${version}` }, me),
    onSuccess: () => {
      notifications.show({
        message: `${t('done', { what: t(`commands.${command}.title`), reference })}`,
      });
      closeCommand();
    },
    onError: (error) => {
      if (isProblem(error, 412)) setVersion(Number(error.members.version ?? version));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.length === 0 && !sent.isPending) sent.mutate();
  };
  const refused = sent.error instanceof Problem ? sent.error.fields : {};
  const foreseen = effects.data && !effects.data.possible ? (effects.data.fields ?? {}) : {};
  const errorOf = ({ name }: Field): string | undefined =>
    refused[name] ??
    foreseen[name] ??
    (wasTried && missing.includes(name) ? t('required') : undefined);
  const set = (name: string) => (value: unknown) => {
    sent.reset();
    setValues((before) => ({ ...before, [name]: value ?? undefined }));
  };
  return { values, fields, effects, sent, submit, errorOf, set };
}

function Refused({ error, fields }: { error: unknown; fields: Field[] }) {
  const textOf = useErrorText();
  if (isProblem(error, 412)) return <ChangedMeanwhile problem={error} />;
  const atField = error instanceof Problem && fields.some(({ name }) => error.fields[name]);
  if (!error || atField) return null;
  return (
    <Text size="sm" c="var(--rd-danger)" role="alert">
      {textOf(error)}
    </Text>
  );
}

/** One types at once where the first thing asked for is typed; a choice would open by itself and hide what it is about. */
function useFirstField() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>('input, textarea');
    if (!first?.matches('textarea, input[type=text]:not([aria-haspopup], [readonly])')) return;
    // The dialog takes the focus when it has opened, and gives it where this stands.
    first.dataset.autofocus = '';
    first.focus();
  }, []);
  return form;
}

const dangerous = new Set(['mark-threatening', 'reject-remedy', 'refuse-action', 'hold']);

function CommandForm({ view, dialog }: { view: CaseView; dialog: OpenDialog }) {
  const { t } = useTranslation('case-actions');
  const { command } = dialog;
  const choices = useChoices(view, command);
  const form = useCommandForm(view, dialog);
  const { fields, values, sent, effects } = form;
  const again = isProblem(sent.error, 412);
  return (
    <form ref={useFirstField()} onSubmit={form.submit} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(`commands.${command}.about`)}
        </Text>
        {fields.map((field) =>
          field.kind === 'remedyOption' ? (
            <RemedyOptions
              key={field.name}
              view={view}
              value={values.option}
              error={form.errorOf(field)}
              onChange={form.set('option')}
            />
          ) : (
            <CommandField
              key={`${field.name}/${field.kind}`}
              field={field}
              value={values[field.name]}
              error={form.errorOf(field)}
              choices={choices(field)}
              onChange={form.set(field.name)}
            />
          ),
        )}
        <WhatHappens
          view={view}
          effects={effects.data}
          isAsking={effects.isFetching}
          onDo={(next) => openCommand(view, next)}
        />
        <Refused error={sent.error} fields={fields} />
      </Stack>
      <DialogFoot onClose={closeCommand}>
        <Button
          type="submit"
          loading={sent.isPending}
          {...(dangerous.has(command) ? { color: 'red' } : {})}
        >
          {again ? t('changed.anyway') : t(`commands.${command}.title`)}
        </Button>
      </DialogFoot>
    </form>
  );
}

function LoadedForm({ dialog }: { dialog: OpenDialog }) {
  const found = useQuery(caseQuery(dialog.reference));
  if (found.isPending) return <Loading rows={4} />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  return <CommandForm view={found.data} dialog={dialog} />;
}

/** Where the dialogs appear. A page that opens some shows this once; CaseActions does. */
export function CommandDialogs() {
  const { t } = useTranslation('case-actions');
  const dialog = useOpenCommand();
  return (
    <Dialog
      opened={dialog !== undefined}
      onClose={closeCommand}
      size="lg"
      title={
        dialog && (
          <>
            {t(`commands.${dialog.command}.title`)} ·{' '}
            <span className="rd-reference">{dialog.reference}</span>
          </>
        )
      }
    >
      {dialog && <LoadedForm key={dialog.key} dialog={dialog} />}
    </Dialog>
  );
}
