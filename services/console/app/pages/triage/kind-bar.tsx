// The kinds of what waits, each with how many there are.
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './triage.module.css';
import { type Kind, kinds } from './triage-query.ts';

const COUNT_MAX = 1_000;

/** Chooses a kind, or all that waits. */
export function KindBar(props: {
  kind: Kind | undefined;
  counts: Partial<Record<Kind, number>> | undefined;
  onChoose(kind: Kind | undefined): void;
}) {
  const { t, i18n } = useTranslation('triage');
  const { kind, counts, onChoose } = props;
  const shown = (count: number) =>
    `${new Intl.NumberFormat(i18n.language).format(count)}${count >= COUNT_MAX ? '+' : ''}`;
  return (
    <fieldset className={classes.kinds}>
      <legend className={classes.hidden}>{t('kinds.label')}</legend>
      {[undefined, ...kinds].map((each) => (
        <UnstyledButton
          key={each ?? 'waiting'}
          className={classes.kind ?? ''}
          aria-pressed={each === kind}
          onClick={() => onChoose(each)}
        >
          {t(`kinds.${each ?? 'waiting'}`)}
          {each && counts && <span className="rd-number">{shown(counts[each] ?? 0)}</span>}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
