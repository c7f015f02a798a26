// Languages of customers to choose from, by their names in the reader's language. Which ones have templates, the caller knows.
import { useTranslation } from 'react-i18next';

// Those that customers of an organisation in Europe or the Americas most often write in; another one can be set by the API.
const common =
  'ar bg ca cs da de el en es et fa fi fr ga he hi hr hu it ja ko lt lv nl no pl pt ro ru sk sl sq sr sv tr uk ur vi zh';

type Choice = { value: string; label: string };

/** Gives a language's name in the reader's language. */
export function useLanguageName(): (tag: string) => string {
  const { t, i18n } = useTranslation('case');
  const names = new Intl.DisplayNames(i18n.language, { type: 'language', fallback: 'code' });
  return (tag) => (tag === 'und' || tag === '' ? t('language.und') : (names.of(tag) ?? tag));
}

/** Languages to choose from: those that there are templates in first, then the others. */
export function useLanguageChoices(
  withTemplates: readonly string[],
  present: string,
): { group: string; items: Choice[] }[] {
  const { t } = useTranslation('case');
  const nameOf = useLanguageName();
  const named = (tags: readonly string[]) =>
    tags
      .map((value) => ({ value, label: nameOf(value) }))
      .sort((a, b) => a.label.localeCompare(b.label));
  const others = [...new Set([...common.split(' '), present])].filter(
    (tag) => tag !== '' && !withTemplates.includes(tag),
  );
  return [
    { group: t('language.written'), items: named(withTemplates) },
    { group: t('language.others'), items: named(others) },
  ];
}
