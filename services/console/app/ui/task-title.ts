// What a task is called, in the language of whoever reads it: the API tells it in each; what a person or the policy wrote is as it is.
import { useTranslation } from 'react-i18next';

type Titled = { title: string; titles?: Record<string, string> | undefined };

/** Gives the title of a task in the reader's language, else in that of lists. */
export function useTaskTitle(): (task: Titled) => string {
  const { i18n } = useTranslation();
  const language = i18n.language.slice(0, 2);
  return ({ title, titles }) => titles?.[language] ?? title;
}
