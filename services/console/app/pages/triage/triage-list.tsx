// The lines of triage: since when, from whom, about what, and why it waits, in words.
import { Checkbox, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { Mark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import { useReasonText } from './reason-text.ts';
import classes from './triage.module.css';
import { actsOf, type Kind, type Line } from './triage-query.ts';

const tones: Record<Kind, 'info' | 'warning' | 'danger' | 'plain'> = {
  undecided: 'info',
  quarantined: 'warning',
  dead_letter: 'danger',
  suppressed: 'plain',
};

function Row(props: {
  line: Line;
  isOpen: boolean;
  isMarked: boolean;
  mayAct: boolean;
  onOpen(): void;
  onMark(): void;
}) {
  const { t } = useTranslation('triage');
  const reasonOf = useReasonText();
  const { line, isOpen, isMarked, mayAct, onOpen, onMark } = props;
  const sender = line.sender.name ?? line.sender.email ?? t('unknownSender');
  const subject = line.subject || line.reference || line.id;
  return (
    <li className={classes.row} data-open={isOpen || undefined}>
      {mayAct && (
        <Checkbox
          size="xs"
          checked={isMarked}
          disabled={actsOf(line).length === 0}
          onChange={onMark}
          aria-label={t('mark', { subject })}
        />
      )}
      <UnstyledButton
        id={`triage-${line.kind}/${line.id}`}
        className={classes.line ?? ''}
        aria-current={isOpen || undefined}
        onClick={onOpen}
      >
        <span className={classes.top}>
          <Mark tone={tones[line.kind]}>{t(`kindOf.${line.kind}`)}</Mark>
          <span className={classes.sender}>{sender}</span>
          <span className={classes.times}>
            {line.dueAt && line.kind !== 'suppressed' && <DueIn dueAt={line.dueAt} />}
            <When at={line.at} />
          </span>
        </span>
        <span className={classes.subject}>{subject}</span>
        <span className={classes.reason}>{reasonOf(line)}</span>
      </UnstyledButton>
    </li>
  );
}

/** The list. */
export function TriageList(props: {
  lines: Line[];
  openKey: string | undefined;
  marked: ReadonlySet<string>;
  mayAct: boolean;
  onOpen(line: Line): void;
  onMark(line: Line): void;
}) {
  const { lines, openKey, marked, mayAct, onOpen, onMark } = props;
  return (
    <ul className={classes.lines}>
      {lines.map((line) => {
        const key = `${line.kind}/${line.id}`;
        return (
          <Row
            key={key}
            line={line}
            isOpen={openKey === key}
            isMarked={marked.has(key)}
            mayAct={mayAct}
            onOpen={() => onOpen(line)}
            onMark={() => onMark(line)}
          />
        );
      })}
    </ul>
  );
}
