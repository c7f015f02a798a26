// Open cases that may be the same complaint, found as it is written; it can join one of them.
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CaseLink } from '../../ui/facts.tsx';
import { StatusMark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import type { Fields } from './call-form.ts';
import classes from './log-complaint.module.css';
import { type Duplicate, duplicatesQuery } from './look-ups.ts';

const PAUSE_MS = 600;

function Line(props: { found: Duplicate; joined: boolean; onJoin(): void }) {
  const { found, joined, onJoin } = props;
  const { t } = useTranslation('log-complaint');
  const { reference, status, subject, said, openedAt, customerName, reasons } = found;
  const word = t(joined ? 'duplicates.joins' : 'duplicates.join');
  return (
    <li className={classes.duplicate} data-joined={joined || undefined}>
      <div className={classes.duplicateText}>
        <div className={classes.duplicateTop}>
          <CaseLink reference={reference} />
          <StatusMark status={status} />
          <span className={classes.foundCount}>
            <When at={openedAt} />
          </span>
        </div>
        <div className={classes.said}>{subject || said}</div>
        <div className={classes.foundMore}>
          {[customerName, ...reasons.map((reason) => t(`duplicates.reasons.${reason}`))]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      <Button
        size="xs"
        variant={joined ? 'filled' : 'default'}
        aria-pressed={joined}
        aria-label={`${word} ${reference}`}
        onClick={onJoin}
      >
        {word}
      </Button>
    </li>
  );
}

/** The part; nothing while nothing is found. */
export function Duplicates(props: { fields: Fields; onChange(part: Fields): void }) {
  const { fields, onChange } = props;
  const { t } = useTranslation('log-complaint');
  const [compared] = useDebouncedValue(fields, PAUSE_MS);
  const { data = [] } = useQuery(duplicatesQuery(compared));
  const { joins } = fields;
  const isListed = data.some(({ reference }) => reference === joins);
  if (data.length === 0 && !joins) return null;
  return (
    <section className={classes.part} aria-labelledby="log-duplicates">
      <div role="status">
        <h2 id="log-duplicates">{t('duplicates.title', { count: data.length })}</h2>
        <p className={classes.hint}>
          {joins ? t('duplicates.willJoin', { reference: joins }) : t('duplicates.hint')}
        </p>
      </div>
      <ul className={classes.duplicates}>
        {data.map((found) => (
          <Line
            key={found.reference}
            found={found}
            joined={found.reference === joins}
            onJoin={() => onChange({ joins: found.reference === joins ? '' : found.reference })}
          />
        ))}
      </ul>
      {joins && !isListed && (
        <Button size="xs" variant="default" onClick={() => onChange({ joins: '' })}>
          {t('duplicates.apart')}
        </Button>
      )}
    </section>
  );
}
