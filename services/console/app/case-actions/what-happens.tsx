// What a command will do, in words, before it is done: who is told, which times move, who must approve, what is still missing. From
// the API, which decides it as it would decide the command.
import { Skeleton, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCalendarTime,
  IconListCheck,
  IconMail,
  IconShieldCheck,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../ui/facts.tsx';
import { useTaskTitle } from '../ui/task-title.ts';
import { When } from '../ui/when.tsx';
import classes from './case-actions.module.css';
import type { CaseView, CommandName } from './dialog-store.ts';
import { CapsLeft, Warnings } from './remedy-facts.tsx';
import { type Effects, effectsOf } from './send-command.ts';

type Possible = Extract<Effects, { possible: true }>;

function Line({
  icon: Icon,
  tone,
  children,
}: {
  icon: typeof IconMail;
  tone?: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.line} data-tone={tone}>
      <Icon size={15} stroke={1.75} aria-hidden />
      <div>{children}</div>
    </div>
  );
}

function Told({ effects, view }: { effects: Possible['effects']; view: CaseView }) {
  const { t } = useTranslation('case-actions');
  const customer = view.customer.name ?? view.customer.email ?? t('theCustomer');
  return effects.told.map((told) =>
    told.party === 'customer' ? (
      <Line key={`customer/${told.purpose}`} icon={IconMail}>
        {t(`happens.customer.${told.via}`, {
          customer,
          what: t(`purposes.${told.purpose}`, { defaultValue: told.purpose }),
        })}
      </Line>
    ) : (
      <Line key={`${told.name}/${told.about}`} icon={IconUser}>
        {t('happens.staff', { name: told.name, about: told.about })}
      </Line>
    ),
  );
}

function Moves({ moves }: { moves: Possible['effects']['moves'] }) {
  const { t } = useTranslation('case-actions');
  return moves.map(({ kind, level, from, to }) => (
    <Line key={`${kind}/${level}`} icon={IconCalendarTime}>
      {t(`times.${kind}`, { level, defaultValue: kind })}:{' '}
      {to ? <When at={to} full /> : t('happens.noLonger')}
      {from && to && (
        <Text span size="xs" c="dimmed">
          {' '}
          ({t('happens.before')} <When at={from} full />)
        </Text>
      )}
    </Line>
  ));
}

function Opens({ opens }: { opens: Possible['effects']['opens'] }) {
  const { t } = useTranslation('case-actions');
  const titleOf = useTaskTitle();
  return opens.map(({ title, titles, owner, dueAt }) => (
    <Line key={title} icon={IconListCheck}>
      {t('happens.task', {
        title: titleOf({ title, titles }),
        owner:
          'name' in owner
            ? owner.name
            : t(`common:roles.${owner.role}`, { defaultValue: owner.role }),
      })}{' '}
      <When at={dueAt} full />
    </Line>
  ));
}

function Level({ remedy, view }: { remedy: NonNullable<Possible['remedy']>; view: CaseView }) {
  const { t } = useTranslation('case-actions');
  const currency = remedy.currency ?? view.remedies[0]?.currency ?? 'EUR';
  return (
    <>
      <Line icon={IconShieldCheck} tone={remedy.atOnce ? 'good' : 'warning'}>
        <Text span size="sm" fw={600}>
          {remedy.atOnce
            ? t('happens.atOnce')
            : t('happens.needs', { role: t(`common:roles.${remedy.approval}`) })}
        </Text>
        {remedy.amount && remedy.currency && (
          <Text span size="sm">
            {' '}
            · {t('happens.cost')} <Money amount={remedy.estimatedCost} currency={remedy.currency} />
          </Text>
        )}
      </Line>
      <Warnings warnings={remedy.warnings} currency={currency} />
      <CapsLeft caps={remedy.capsLeft} currency={currency} />
    </>
  );
}

/** What is missing and how to get it; also used where a case cannot be resolved yet. */
function Missing({
  missing,
  onDo,
}: {
  missing: Effects['missing'];
  onDo(command: CommandName): void;
}) {
  const { t } = useTranslation('case-actions');
  if (missing.length === 0) return null;
  return (
    <div className={classes.gate} role="status">
      <Text size="sm" fw={600}>
        {t('gate.title')}
      </Text>
      <ul>
        {missing.map((part) => (
          <li key={part}>
            {t(`gate.${part}`)}{' '}
            <button
              type="button"
              className={classes.link}
              onClick={() => onDo(part === 'root_cause' ? 'root-cause' : 'request-action')}
            >
              {t(`commands.${part === 'root_cause' ? 'root-cause' : 'request-action'}.title`)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Asks what a command would do, once its form is filled in; `resolve` at once, for what is missing. */
export function useEffects(
  view: CaseView,
  command: CommandName,
  body: Record<string, unknown>,
  isReady: boolean,
) {
  const { reference, version } = view;
  return useQuery({
    queryKey: ['effects', reference, version, command, body],
    queryFn: () => effectsOf(reference, command, body),
    enabled: isReady && command !== 'hold' && command !== 'release',
    placeholderData: (before) => before,
    staleTime: 5_000,
    retry: false,
  });
}

/** What will happen. */
export function WhatHappens(props: {
  view: CaseView;
  effects: Effects | undefined;
  isAsking: boolean;
  onDo(command: CommandName): void;
}) {
  const { view, effects, isAsking, onDo } = props;
  const { t } = useTranslation('case-actions');
  if (!effects) return isAsking ? <Skeleton height={44} /> : null;
  const nothing =
    effects.possible &&
    effects.effects.told.length + effects.effects.moves.length + effects.effects.opens.length ===
      0 &&
    !effects.remedy;
  return (
    <Stack gap={6} className={classes.happens} aria-live="polite" data-testid="what-happens">
      <Missing missing={effects.missing} onDo={onDo} />
      {!effects.possible && effects.missing.length === 0 && (
        <Line icon={IconAlertTriangle} tone="warning">
          {effects.problem}
        </Line>
      )}
      {effects.possible && (
        <>
          <Text className={classes.head}>{t('happens.title')}</Text>
          {effects.remedy && <Level remedy={effects.remedy} view={view} />}
          <Told effects={effects.effects} view={view} />
          <Opens opens={effects.effects.opens} />
          <Moves moves={effects.effects.moves} />
          {nothing && <Line icon={IconListCheck}>{t('happens.recordOnly')}</Line>}
        </>
      )}
    </Stack>
  );
}
