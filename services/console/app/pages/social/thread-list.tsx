// The lines of the desk: platform, author, what they said last, until when, and who is at it.
import { UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { Mark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import classes from './social.module.css';
import type { Line } from './social-query.ts';

/** What to call whoever wrote: the name, else the handle. */
export function useAuthor(): (line: Pick<Line, 'author'>) => string {
  const { t } = useTranslation('social');
  return ({ author: { name, handle } }) => name ?? (handle ? `@${handle}` : t('somebody'));
}

function Row(props: { line: Line; isOpen: boolean; onOpen(): void }) {
  const { t } = useTranslation(['social', 'common']);
  const authorOf = useAuthor();
  const { line, isOpen, onOpen } = props;
  const { reference, platform, text, claim, dueAt } = line;
  return (
    <li className={classes.row} data-open={isOpen || undefined}>
      <UnstyledButton
        id={`thread-${reference}`}
        className={classes.line ?? ''}
        aria-current={isOpen || undefined}
        onClick={onOpen}
      >
        <span className={classes.top}>
          <Mark>{t(`common:channel.${platform}`)}</Mark>
          <span className={classes.author}>{authorOf(line)}</span>
          {dueAt ? <DueIn dueAt={dueAt} /> : <When at={line.saidAt} />}
        </span>
        <span className={classes.excerpt}>{text}</span>
        {claim && (
          <span className={classes.taken}>
            <IconPencil size={13} aria-hidden /> {t('claim.other', { name: claim.name })}
          </span>
        )}
      </UnstyledButton>
    </li>
  );
}

/** The list. */
export function ThreadList(props: {
  lines: Line[];
  open: string | undefined;
  onOpen(reference: string): void;
}) {
  const { lines, open, onOpen } = props;
  return (
    <ul className={classes.lines}>
      {lines.map((line) => (
        <Row
          key={line.reference}
          line={line}
          isOpen={line.reference === open}
          onOpen={() => onOpen(line.reference)}
        />
      ))}
    </ul>
  );
}
