// One proposal with all that its approver needs, on one card: what, for whom, why, what it did to the customer, what to notice, what
// happens on approval.
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CapsLeft, useActorName, Warnings } from '../../case-actions/remedy-facts.tsx';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink, Money } from '../../ui/facts.tsx';
import { Mark, SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import classes from './approvals.module.css';
import type { Approval } from './approvals-query.ts';

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Impact({ approval }: { approval: Approval }) {
  const { t } = useTranslation('approvals');
  const { impact } = approval.case;
  if (!impact)
    return (
      <Text size="sm" c="dimmed">
        {t('noImpact')}
      </Text>
    );
  const { lossAmount, lossCurrency, ...rest } = impact;
  return (
    <dl className={classes.facts}>
      {lossAmount !== undefined && (
        <div>
          <dt>{t('facts.lossAmount')}</dt>
          <dd>
            <Money amount={String(lossAmount)} currency={String(lossCurrency ?? 'EUR')} />
          </dd>
        </div>
      )}
      {Object.entries(rest).map(([name, value]) => (
        <div key={name}>
          <dt>{t(`facts.${name}`)}</dt>
          <dd>
            {name === 'inconvenience'
              ? t(`case-actions:options.inconvenience.${value}`, { ns: 'case-actions' })
              : String(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Story({ story }: { story: Approval['story'] }) {
  const { t } = useTranslation('case-actions');
  const nameOf = useActorName();
  return (
    <ol className={classes.story}>
      {story.map(({ version, type, at, actor, text }) => (
        <li key={version}>
          <span>
            {t(`entries.${type.replaceAll('.', '_')}`, {
              defaultValue: type.replaceAll(/[._]/g, ' '),
            })}
            <Text span size="xs" c="dimmed">
              {' '}
              · {nameOf(actor)} · <When at={at} />
            </Text>
          </span>
          {text && <Text size="sm">{text}</Text>}
        </li>
      ))}
    </ol>
  );
}

function Besides({ approval }: { approval: Approval }) {
  const { t } = useTranslation('approvals');
  const { otherRemedies, elsewhere } = approval;
  const { otherCases } = approval.case;
  if (otherRemedies.length + elsewhere.length + otherCases === 0) return null;
  const currency = approval.currency ?? 'EUR';
  return (
    <Part title={t('elsewhere')}>
      <ul className={classes.plain}>
        {otherRemedies.map(({ remedyId, label, amount, state }) => (
          <li key={remedyId}>
            {t('others')}: {remedyId} {label}{' '}
            {amount && <Money amount={amount} currency={currency} />} · {t(`states.${state}`)}
          </li>
        ))}
        {elsewhere.map(({ reference, remedyId, amount, state }) => (
          <li key={`${reference}/${remedyId}`}>
            <CaseLink reference={reference} /> {remedyId}{' '}
            {amount && <Money amount={amount} currency={currency} />} · {t(`states.${state}`)}
          </li>
        ))}
        {otherCases > 0 && <li>{t('otherCases', { count: otherCases })}</li>}
      </ul>
    </Part>
  );
}

function OnApproval({ approval }: { approval: Approval }) {
  const { t } = useTranslation('approvals');
  const customer = approval.case.customerName ?? t('theCustomer', { ns: 'case-actions' });
  const isTold = approval.told.some(({ party }) => party === 'customer');
  return (
    <Part title={t('happens')}>
      <ul className={classes.plain}>
        <li>{t(`delivery.${approval.delivery}`)}</li>
        {isTold && <li>{t('toCustomer', { customer })}</li>}
        {approval.currency && (
          <li>
            {t('cost')}: <Money amount={approval.estimatedCost} currency={approval.currency} />
          </li>
        )}
      </ul>
    </Part>
  );
}

/** The card. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const { t } = useTranslation('approvals');
  const nameOf = useActorName();
  const { amount, currency, mayDecide } = approval;
  const about = approval.case;
  return (
    <article className={classes.card} aria-label={`${approval.reference} ${approval.remedyId}`}>
      <header>
        <Title order={2} className={classes.worth ?? ''}>
          {approval.label}
          {amount && currency && (
            <span>
              <Money amount={amount} currency={currency} />
            </span>
          )}
        </Title>
        <div className={classes.line}>
          <CaseLink reference={approval.reference} />
          <SeverityMark severity={about.severity} />
          <StatusMark status={about.status} />
          <Mark tone="info">
            {t('needs', { role: t(`common:roles.${approval.needs}`, { ns: 'common' }) })}
          </Mark>
          <DueIn dueAt={approval.dueAt} />
        </div>
        <Text fw={500}>
          {about.customerName ? `${about.customerName}: ` : ''}
          {about.subject}
        </Text>
      </header>
      <Warnings warnings={approval.warnings} currency={currency ?? 'EUR'} />
      {mayDecide.allowed && mayDecide.as === 'alternate' && <Text size="sm">{t('alternate')}</Text>}
      <Part title={t('why')}>
        <Text size="sm">{approval.reason}</Text>
        <Text size="xs" c="dimmed">
          {t('proposedBy')} {nameOf(approval.proposedBy)} · <When at={approval.proposedAt} />
        </Text>
      </Part>
      <Part title={t('impact')}>
        <Impact approval={approval} />
      </Part>
      <Part title={t('said')}>
        <Text size="sm" className={classes.said ?? ''}>
          {about.text}
        </Text>
      </Part>
      <Besides approval={approval} />
      <Part title={t('history')}>
        <Story story={approval.story} />
      </Part>
      <OnApproval approval={approval} />
      <CapsLeft caps={approval.capsLeft} currency={currency ?? 'EUR'} />
    </article>
  );
}
