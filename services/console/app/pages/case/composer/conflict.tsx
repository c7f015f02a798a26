// Another was faster: what they did, beside what one typed, which stays. One sends it again, changes it, or lets it be.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../../case-actions/send-command.ts';
import { When } from '../../../ui/when.tsx';
import { By } from '../by.tsx';
import classes from '../case.module.css';
import type { CaseView } from '../case-query.ts';

const quiet = ['message.reported', 'notice.queued', 'message.requested', 'task.warned'];

function wordsOf(view: CaseView, change: Change): string {
  const entry = view.timeline.find(({ version }) => version === change.version);
  for (const name of ['text', 'summary', 'reason']) {
    const value = entry?.data?.[name];
    if (typeof value === 'string') return value;
  }
  return '';
}

/** What others did meanwhile. `view`: the case as it is now. */
export function ConflictNotice(props: {
  view: CaseView;
  changes: Change[];
  onSendAgain(): void;
  onKeep(): void;
}) {
  const { view, changes, onSendAgain, onKeep } = props;
  const { t } = useTranslation('case');
  const told = changes.filter(({ type }) => !quiet.includes(type)).reverse();
  return (
    <Alert
      color="orange"
      icon={<IconGitMerge size={18} />}
      title={t('conflict.title')}
      className="rd-no-print"
      role="alertdialog"
    >
      <ul className={classes.changes}>
        {told.map((change) => (
          <li key={change.version}>
            <strong>
              <By actor={change.actor} />
            </strong>{' '}
            {t(`entry.${change.type}`, { defaultValue: change.type })}{' '}
            <span className={classes.quiet}>
              <When at={change.at} />
            </span>
            <div className={classes.entryText}>{wordsOf(view, change)}</div>
          </li>
        ))}
      </ul>
      <Text size="sm">{t('conflict.kept')}</Text>
      <Group gap="xs" mt="xs">
        <Button size="xs" onClick={onSendAgain}>
          {t('conflict.sendAgain')}
        </Button>
        <Button size="xs" variant="default" onClick={onKeep}>
          {t('conflict.edit')}
        </Button>
      </Group>
    </Alert>
  );
}
