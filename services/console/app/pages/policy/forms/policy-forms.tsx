// The forms of the policy: sections to choose from, with what is wrong and what is changed in each, and the fields of one.
import { NativeSelect, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Change } from '../changes/changes.tsx';
import { CalendarsForm } from './calendars/calendars-form.tsx';
import { DuePreview } from './calendars/due-preview.tsx';
import { CategoriesForm } from './categories/categories-form.tsx';
import { DoubtPreview } from './doubt-preview.tsx';
import { FormContext, type FormState, useForms } from './form-state.ts';
import classes from './forms.module.css';
import { RemediesForm } from './remedies/remedies-form.tsx';
import { SchemaField } from './schema-field.tsx';
import { type Section, sectionOf, sections } from './sections.ts';

const own = { categories: CategoriesForm, calendars: CalendarsForm, remedies: RemediesForm };

function SectionFields({ section }: { section: Section }) {
  if (section.own) {
    const Form = own[section.own];
    return <Form />;
  }
  return (
    <>
      <div className={classes.fields}>
        {section.fields.map((field) => (
          <SchemaField key={field} path={[field]} />
        ))}
      </div>
      {section.due && <DuePreview />}
      {section.doubt && <DoubtPreview />}
    </>
  );
}

type Marks = (section: Section) => { wrong: number; changed: number };

function useMarks(changes: readonly Change[]): Marks {
  const { faults } = useForms();
  return (section) => ({
    wrong: faults.filter(({ field }) => sectionOf(field) === section).length,
    changed: changes.filter(({ field }) => sectionOf(field) === section).length,
  });
}

function Navigation(props: { chosen: Section; marks: Marks; onChoose(key: string): void }) {
  const { t } = useTranslation('policy');
  const { chosen, marks, onChoose } = props;
  const noteOf = (section: Section): string => {
    const { wrong, changed } = marks(section);
    if (wrong > 0) return t('forms.wrong', { count: wrong });
    return changed > 0 ? t('forms.changed', { count: changed }) : '';
  };
  return (
    <>
      <NativeSelect
        className={classes.narrow ?? ''}
        label={t('forms.section')}
        value={chosen.key}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
        data={sections.map((section) => {
          const note = noteOf(section);
          const name = t(`sections.${section.key}`);
          return { value: section.key, label: note ? `${name} · ${note}` : name };
        })}
      />
      <nav className={classes.sections} aria-label={t('forms.section')}>
        {sections.map((section) => (
          <button
            key={section.key}
            type="button"
            aria-current={section === chosen || undefined}
            onClick={() => onChoose(section.key)}
          >
            {t(`sections.${section.key}`)}
            {noteOf(section) && (
              <span data-wrong={marks(section).wrong > 0 || undefined}>{noteOf(section)}</span>
            )}
          </button>
        ))}
      </nav>
    </>
  );
}

function Chosen({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation('policy');
  const search = useSearch({ strict: false }) as { section?: unknown };
  const navigate = useNavigate();
  const marks = useMarks(changes);
  const [first] = sections;
  const chosen = sections.find(({ key }) => key === search.section) ?? first;
  if (!chosen) return null;
  return (
    <div className={classes.forms}>
      <Navigation
        {...{ chosen, marks }}
        onChoose={(section) =>
          void navigate({ to: '/policy', search: { ...search, section } as never })
        }
      />
      <section className={classes.section} aria-labelledby="policy-section">
        <Title order={2} id="policy-section">
          {t(`sections.${chosen.key}`)}
        </Title>
        <Text size="sm" c="dimmed" mb="md">
          {t(`about.${chosen.key}`)}
        </Text>
        <div className={classes.stack} key={chosen.key}>
          <SectionFields section={chosen} />
        </div>
      </section>
    </div>
  );
}

/** The forms. The section stands in the address. */
export function PolicyForms({ state, changes }: { state: FormState; changes: readonly Change[] }) {
  return (
    <FormContext value={state}>
      <Chosen changes={changes} />
    </FormContext>
  );
}
