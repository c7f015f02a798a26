// Templates of messages: which there are in which language, missing ones flagged; one of them to be edited.
import { Badge, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { TemplateEditor } from './template-editor.tsx';
import classes from './templates.module.css';
import { type TemplateName, templatesQuery } from './templates-query.ts';

const colours = { default: 'gray', edited: 'green', missing: 'red' } as const;

function Overview() {
  const { t, i18n } = useTranslation('templates');
  const asked = useQuery(templatesQuery);
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  return (
    <Table className={classes.list ?? ''}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('message')}</Table.Th>
          <Table.Th>{t('languages')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {asked.data.templates.map(({ purpose, languages }) => (
          <Table.Tr key={purpose}>
            <Table.Th scope="row" fw={500}>
              {t(`purposes.${purpose}`)}
              <Text size="xs" c="dimmed" fw={400}>
                {t(`about.${purpose}`)}
              </Text>
            </Table.Th>
            <Table.Td>
              <Group gap={6}>
                {languages
                  .filter(({ wanted }) => wanted)
                  .map(({ locale, state }) => (
                    <Link key={locale} to="/templates" search={{ purpose, locale } as never}>
                      <Badge variant="light" color={colours[state]} tt="none">
                        {names.of(locale)}
                        {state === 'default' ? '' : ` · ${t(`state.${state}`)}`}
                      </Badge>
                    </Link>
                  ))}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The page; the template that is edited stands in the address. */
export function Page() {
  const { t, i18n } = useTranslation('templates');
  const { purpose, locale } = useSearch({ strict: false }) as Partial<TemplateName>;
  if (!purpose || !locale)
    return (
      <PageFrame title={t('title')} lead={t('lead')}>
        <Overview />
      </PageFrame>
    );
  const name = { purpose, locale };
  const language = new Intl.DisplayNames(i18n.language, { type: 'language' }).of(locale);
  return (
    <PageFrame
      title={`${t(`purposes.${purpose}`)} · ${language}`}
      lead={<Link to="/templates">{t('all')}</Link>}
      wide
    >
      <TemplateEditor key={`${purpose} ${locale}`} name={name} />
    </PageFrame>
  );
}
