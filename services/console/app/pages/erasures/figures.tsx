// How much is due to be erased and how much is held, in numbers; each leads to its list.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure, Loading } from '../../ui/states.tsx';
import classes from './erasures.module.css';
import { planQuery } from './erasures-query.ts';

/** What of the page is looked at, as the address has it: what looks like a number comes as one. */
export type Shown = { tab?: string; within?: string | number; what?: string };

function Figure(props: { label: string; number: string; note?: string; onShow(): void }) {
  const { label, number, note, onShow } = props;
  return (
    <button type="button" className={classes.figure} onClick={onShow}>
      <span className={classes.label}>{label}</span>
      <span className={classes.number}>{number}</span>
      {note && <span className={classes.label}>{note}</span>}
    </button>
  );
}

/** The numbers. */
export function Figures({ onShow }: { onShow(shown: Shown): void }) {
  const { t, i18n } = useTranslation('erasures');
  const asked = useQuery(planQuery);
  if (asked.isPending) return <Loading rows={2} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { past, ahead, held, countedMax } = asked.data;
  const format = new Intl.NumberFormat(i18n.language);
  const counted = (count: number) => `${format.format(count)}${count >= countedMax ? '+' : ''}`;
  const items = (count: number) => t('figures.items', { count, shown: counted(count) });
  return (
    <div className={classes.figures}>
      <Figure
        label={t('figures.past')}
        number={counted(past.cases)}
        note={items(past.items)}
        onShow={() => onShow({ within: '0' })}
      />
      {ahead.map(({ days, cases, items: aside }) => (
        <Figure
          key={days}
          label={t('figures.within', { count: days })}
          number={counted(cases)}
          note={items(aside)}
          onShow={() => onShow({ within: String(days) })}
        />
      ))}
      <Figure
        label={t('figures.held')}
        number={counted(held)}
        note={t('figures.heldNote')}
        onShow={() => onShow({ tab: 'held' })}
      />
    </div>
  );
}
