// The call guide of the policy: what to say, step by step; a step ticks itself as the form fills, others are ticked by hand.
import { Checkbox, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure, Loading } from '../../ui/states.tsx';
import classes from './log-complaint.module.css';
import { guideQuery } from './look-ups.ts';

/** `over`: the call is saved, nothing is ticked any more. */
export function CallGuide(props: {
  open: boolean;
  done: string[];
  over: boolean;
  ticked: string[];
  onTick(step: string): void;
}) {
  const { open, done, over, ticked, onTick } = props;
  const { t, i18n } = useTranslation('log-complaint');
  const guide = useQuery(guideQuery(i18n.language));
  const steps = guide.data?.steps ?? [];
  const isDone = (key: string) => done.includes(key) || ticked.includes(key);
  const count = steps.filter(({ key }) => isDone(key)).length;
  const now = steps.find(({ key }) => !isDone(key))?.key;
  return (
    <aside className={classes.guide} aria-label={t('guide.title')}>
      <details open={open}>
        <summary className={classes.guideHead}>
          <span className={classes.guideTitle}>{t('guide.title')}</span>
          <span className={classes.count}>
            {t('guide.count', { done: count, all: steps.length })}
          </span>
        </summary>
        {guide.isPending && <Loading rows={5} />}
        {guide.isError && <Failure error={guide.error} onRetry={() => void guide.refetch()} />}
        <ol className={classes.steps}>
          {steps.map(({ key, title, say }) => (
            <li key={key} className={classes.step} data-now={key === now || undefined}>
              <Checkbox
                size="xs"
                label={title}
                checked={isDone(key)}
                disabled={over}
                onChange={() => {
                  if (!done.includes(key)) onTick(key);
                }}
              />
              {say.map((sentence) => (
                <Text key={sentence} className={classes.say ?? ''}>
                  {sentence}
                </Text>
              ))}
            </li>
          ))}
        </ol>
      </details>
    </aside>
  );
}
