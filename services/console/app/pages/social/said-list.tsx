// What was said in a thread, oldest first: the post and what followed, ours at the right. Their words are text and nothing else.
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Person } from '../../ui/facts.tsx';
import { When } from '../../ui/when.tsx';
import classes from './social.module.css';
import type { Thread } from './social-query.ts';

type Saying = Thread['said'][number];

/** Only an address of the web leads anywhere. */
const isWeb = (url: string | undefined): url is string => /^https?:\/\//.test(url ?? '');

function useStateText(): (saying: Saying) => string {
  const { t } = useTranslation(['social', 'case']);
  return ({ state }) => {
    if (!state) return '';
    return state === 'by_hand'
      ? t('inApp')
      : t(`case:delivery.${state}`, { defaultValue: state.replaceAll('_', ' ') });
  };
}

function One({ saying, author }: { saying: Saying; author: string }) {
  const { t } = useTranslation('social');
  const stateOf = useStateText();
  const { by, at, text, direct, url, staffId } = saying;
  const state = stateOf(saying);
  return (
    <li className={classes.saying} data-by={by}>
      <div className={classes.sayer}>
        {by === 'us' ? <Person staffId={staffId} /> : <strong>{author}</strong>}
        <When at={at} />
      </div>
      <p className={classes.words}>{text}</p>
      <div className={classes.where}>
        <span>{t(direct ? 'direct' : 'public')}</span>
        {state && <span data-state={saying.state}>{state}</span>}
        {isWeb(url) && (
          <Anchor href={url} target="_blank" rel="noreferrer" size="xs">
            {t('openPost')}
          </Anchor>
        )}
      </div>
    </li>
  );
}

/** The list. */
export function SaidList({ thread, author }: { thread: Thread; author: string }) {
  const { t } = useTranslation('social');
  return (
    <ol className={classes.said} aria-label={t('said')}>
      {thread.said.map((saying) => (
        <One key={`${saying.by}${saying.at}${saying.text}`} saying={saying} author={author} />
      ))}
    </ol>
  );
}
