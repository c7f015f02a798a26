// On top of the overview: what has reached senior management and is still open.
import { Text } from '@mantine/core';
import { IconArrowUpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { Count } from './count.tsx';
import classes from './overview.module.css';
import type { Overview } from './overview-query.ts';

/** The list; one calm line when there is none. */
export function Escalations({ overview: { escalations, open } }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  if (escalations.length === 0)
    return (
      <Text size="sm" c="dimmed" className={classes.calm ?? ''}>
        {t('escalations.none')}
      </Text>
    );
  return (
    <section className={classes.escalations} aria-labelledby="escalations">
      <h2 id="escalations">
        <IconArrowUpCircle size={17} aria-hidden /> {t('escalations.title')}{' '}
        <Count {...open.level3} name={t('escalations.title')} />
      </h2>
      <ul>
        {escalations.map((each) => (
          <li key={each.reference}>
            <CaseLink reference={each.reference} />
            <span className={classes.subject}>{each.subject}</span>
            <SeverityMark severity={each.severity} />
            <StatusMark status={each.status} />
            <Person staffId={each.assignee} />
            <DueIn dueAt={each.resolveBy} />
          </li>
        ))}
      </ul>
    </section>
  );
}
