// How the console looks, which language it speaks, by which clock.
import { Input, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Preferences } from '../../api/preferences.ts';
import { useKeep } from '../../shell/use-keep.ts';
import { type Language, languages } from '../../texts/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import { Section } from '../../ui/section.tsx';
import { When } from '../../ui/when.tsx';

const themes = ['auto', 'light', 'dark'] as const;
const densities = ['comfortable', 'compact'] as const;

function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  values: readonly Value[];
  textOf(value: Value): string;
  onChange(value: Value): void;
}) {
  const { label, value, values, textOf, onChange } = props;
  return (
    <Input.Wrapper label={label} labelElement="div">
      <SegmentedControl
        aria-label={label}
        fullWidth
        value={value}
        data={values.map((one) => ({ value: one, label: textOf(one) }))}
        onChange={(chosen) => onChange(chosen as Value)}
      />
    </Input.Wrapper>
  );
}

/** Light or dark, and how much stands on a page. */
export function Look({ now }: { now: Preferences }) {
  const { t } = useTranslation('preferences');
  const { t: shell } = useTranslation('shell');
  const keep = useKeep();
  return (
    <Section title={t('look.title')} text={t('look.text')}>
      <Choice
        label={t('look.theme')}
        value={now.theme ?? 'auto'}
        values={themes}
        textOf={(theme) => shell(`looks.${theme}`)}
        onChange={(theme) => keep({ theme })}
      />
      <Choice
        label={t('look.density')}
        value={now.density ?? 'comfortable'}
        values={densities}
        textOf={(density) => t(`look.densities.${density}`)}
        onChange={(density) => keep({ density })}
      />
    </Section>
  );
}

const BROWSERS = 'browser';
const browsersZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function zoneChoices(browser: string, chosen: string | null) {
  const known = new Set([
    ...Intl.supportedValuesOf('timeZone'),
    'UTC',
    ...(chosen ? [chosen] : []),
  ]);
  return [
    { value: BROWSERS, label: browser },
    ...[...known].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  ];
}

/** Language and time zone of the console. */
export function LanguageAndTime({ now }: { now: Preferences }) {
  const { t, i18n } = useTranslation('preferences');
  const keep = useKeep();
  const time = new Date(useNow()).toISOString();
  const browser = t('time.browser', { zone: browsersZone().replaceAll('_', ' ') });
  return (
    <Section title={t('time.title')} text={t('time.text')}>
      <Select
        label={t('time.language')}
        value={i18n.language}
        data={languages.map((value) => ({
          value,
          label: new Intl.DisplayNames([value], { type: 'language' }).of(value) ?? value,
        }))}
        onChange={(language) => language && keep({ language: language as Language })}
      />
      <Select
        label={t('time.zone')}
        description={
          <>
            {t('time.now')} <When at={time} full />
          </>
        }
        searchable
        limit={200}
        maxDropdownHeight={280}
        nothingFoundMessage={t('time.noZone')}
        value={now.timeZone ?? BROWSERS}
        data={zoneChoices(browser, now.timeZone)}
        onChange={(zone) => zone && keep({ timeZone: zone === BROWSERS ? null : zone })}
      />
    </Section>
  );
}
