// Caught mail: what would have gone out while there is no mail server; and what became of any message.
import { SegmentedControl, Table, UnstyledButton } from '@mantine/core';
import { IconMailOpened } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CaseLink } from '../../ui/facts.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './caught-mail.module.css';
import { mailsQuery } from './caught-mail-query.ts';
import { MailDialog } from './mail-dialog.tsx';

function Mails({ caught, onOpen }: { caught: boolean; onOpen(messageId: string): void }) {
  const { t } = useTranslation(['caught-mail', 'common']);
  const found = useInfiniteQuery(mailsQuery(caught));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const mails = found.data.pages.flatMap((page) => page.mails);
  if (mails.length === 0)
    return <Empty icon={IconMailOpened} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {['subject', 'recipient', 'purpose', 'state', 'case', 'at'].map((name) => (
              <Table.Th key={name} className={onPhone.has(name) ? '' : 'rd-wide'}>
                {t(`columns.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {mails.map((mail) => (
            <Table.Tr key={mail.messageId}>
              <Table.Td>
                <UnstyledButton
                  className={classes.subject ?? ''}
                  onClick={() => onOpen(mail.messageId)}
                >
                  {mail.subject ?? t('show')}
                </UnstyledButton>
              </Table.Td>
              <Table.Td className="rd-wide">{mail.to ?? '–'}</Table.Td>
              <Table.Td className="rd-wide">{t(`purposes.${mail.purpose}`)}</Table.Td>
              <Table.Td>{mail.caught ? t('states.caught') : t(`states.${mail.state}`)}</Table.Td>
              <Table.Td className="rd-wide">
                {mail.reference ? <CaseLink reference={mail.reference} /> : '–'}
              </Table.Td>
              <Table.Td>
                <When at={mail.createdAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <MoreButton of={found} mt="md" />
    </>
  );
}

/** Columns for which there is room on a phone; the rest stands in the mail. */
const onPhone = new Set(['subject', 'state', 'at']);

/** The page. */
export function Page() {
  const { t } = useTranslation('caught-mail');
  const [which, setWhich] = useState('caught');
  const [opened, setOpened] = useState<string>();
  return (
    <PageFrame
      title={t('title')}
      lead={t('lead')}
      wide
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('which.label')}
          value={which}
          onChange={setWhich}
          data={['caught', 'all'].map((value) => ({ value, label: t(`which.${value}`) }))}
        />
      }
    >
      <Mails caught={which === 'caught'} onOpen={setOpened} />
      <MailDialog messageId={opened} onClose={() => setOpened(undefined)} />
    </PageFrame>
  );
}
