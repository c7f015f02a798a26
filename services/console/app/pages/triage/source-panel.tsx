// What a stranger sent, beside the list: text that nothing can run in, what stood on the envelope, what was decided.
import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { useReasonText } from './reason-text.ts';
import { Fact, Source } from './source.tsx';
import classes from './triage.module.css';
import {
  type Act,
  type Item,
  itemQuery,
  type Letter,
  type Line,
  letterQuery,
} from './triage-query.ts';

function Decisions({ decisions }: Pick<Item, 'decisions'>) {
  const { t } = useTranslation('triage');
  if (decisions.length === 0) return null;
  return (
    <ul className={classes.decisions}>
      {decisions.map(({ decision, by, at, reason }) => (
        <li key={`${decision}${at}`}>
          <Text size="sm" component="div">
            {t(`decided.${decision}`)} · <Person staffId={by.replace('staff:', '')} /> ·{' '}
            <When at={at} />
          </Text>
          <Text size="sm" c="dimmed">
            {reason}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function ItemView({ item }: { item: Item }) {
  const { t } = useTranslation(['triage', 'common']);
  const signs = item.robotSigns.map((sign) => t(`signs.${sign}`, { defaultValue: sign }));
  return (
    <>
      {item.releasedAt && (
        <Text size="sm" role="status">
          {item.caseReference ? t('opened') : t('onItsWay')}{' '}
          {item.caseReference && <CaseLink reference={item.caseReference} />}
        </Text>
      )}
      <dl className={classes.facts}>
        <Fact name={t('facts.from')}>
          {[item.sender.name, item.sender.email].filter(Boolean).join(' · ') || t('unknownSender')}
        </Fact>
        <Fact name={t('facts.received')}>
          <When at={item.receivedAt} full />
        </Fact>
        <Fact name={t('facts.by')}>
          {t(`common:channel.${item.channel}`)} · {item.connector}
        </Fact>
        <Fact name={t('facts.reference')}>
          <span className="rd-reference">{item.reference}</span>
        </Fact>
        {item.authentication && (
          <Fact name={t('facts.authentication')}>{t(`authentication.${item.authentication}`)}</Fact>
        )}
        {signs.length > 0 && <Fact name={t('facts.signs')}>{signs.join(', ')}</Fact>}
        {item.attachments.length > 0 && (
          <Fact name={t('facts.attachments')}>
            {item.attachments.map(({ name, bytes }) => `${name} (${bytes} B)`).join(', ')}
          </Fact>
        )}
      </dl>
      <Source text={item.text} cut={item.textCut} label={t('text')} />
      {item.headers.length > 0 && (
        <details className={classes.details}>
          <summary>{t('headers', { count: item.headers.length })}</summary>
          <Source
            text={item.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
            cut={item.headersCut}
            label={t('headersLabel')}
          />
        </details>
      )}
      {item.originalBytes !== null && (
        <Anchor size="sm" href={`/api/v1/triage/items/${item.itemId}/original`} download>
          {t('original', { bytes: item.originalBytes })}
        </Anchor>
      )}
      <Decisions decisions={item.decisions} />
    </>
  );
}

function LetterView({ letter }: { letter: Letter }) {
  const { t } = useTranslation('triage');
  return (
    <>
      <dl className={classes.facts}>
        <Fact name={t('facts.consumer')}>{letter.group}</Fact>
        <Fact name={t('facts.topic')}>{letter.topic}</Fact>
        <Fact name={t('facts.tries')}>{letter.tries}</Fact>
        <Fact name={t('facts.givenUp')}>
          <When at={letter.deadAt} full />
        </Fact>
      </dl>
      <Source text={letter.reason} cut={false} label={t('fault')} />
      <Source text={letter.payload} cut={letter.payloadCut} label={t('payload')} />
      <Decisions decisions={letter.decisions} />
    </>
  );
}

function LetterPanel({ id }: { id: string }) {
  const asked = useQuery(letterQuery(id));
  if (asked.isPending) return <Loading rows={4} />;
  if (asked.isError) return <Failure error={asked.error} />;
  return <LetterView letter={asked.data} />;
}

function ItemPanel({ itemId }: { itemId: string }) {
  const asked = useQuery(itemQuery(itemId));
  if (asked.isPending) return <Loading rows={4} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  return <ItemView item={asked.data} />;
}

/** The panel. An undecided one leads to its case, where it is decided. */
export function SourcePanel(props: { line: Line; acts: Act[]; onAct(act: Act): void }) {
  const { line, acts, onAct } = props;
  const { t } = useTranslation('triage');
  const reasonOf = useReasonText();
  return (
    <div className={classes.source}>
      <Title order={2}>{line.subject || line.reference || line.id}</Title>
      <Text size="sm" c="dimmed">
        {reasonOf(line)}
      </Text>
      <Group gap="xs">
        {acts.map((act) => (
          <Button
            key={act}
            variant={act === 'reject' ? 'default' : 'filled'}
            onClick={() => onAct(act)}
          >
            {t(`acts.${act}`)}
          </Button>
        ))}
      </Group>
      {line.kind === 'undecided' && (
        <Text size="sm">
          {t('decideInCase')} <CaseLink reference={line.id} />
        </Text>
      )}
      {line.kind === 'dead_letter' && <LetterPanel id={line.id} />}
      {line.itemId && line.kind !== 'dead_letter' && <ItemPanel itemId={line.itemId} />}
    </div>
  );
}
