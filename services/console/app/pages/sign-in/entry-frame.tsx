// The frame of pages without a session: the mark, one card, the languages.
import { Text, Title, UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '../../mark.svg';
import { chooseLanguage, languages } from '../../texts/i18n.ts';
import classes from './entry-frame.module.css';

/** A card in the middle of the page. */
export function EntryFrame(props: {
  title: string;
  lead?: string | undefined;
  children: ReactNode;
}) {
  const { title, lead, children } = props;
  const { i18n } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Redress`;
  }, [title]);
  return (
    <div className={classes.place}>
      <div className={classes.brand}>
        <img src={mark} alt="" width={26} height={26} />
        Redress
      </div>
      <main className={classes.card}>
        <Title order={1} mb={lead ? 4 : 18}>
          {title}
        </Title>
        {lead && (
          <Text size="sm" c="dimmed" mb={18}>
            {lead}
          </Text>
        )}
        {children}
      </main>
      <div className={classes.languages}>
        {languages.map((language) => (
          <UnstyledButton
            key={language}
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void chooseLanguage(language)}
          >
            {new Intl.DisplayNames([language], { type: 'language' }).of(language)}
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
