// Which public holidays a calendar keeps: country, state, region, and the next days on which it is not as its weekdays say.
import { Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Path } from '../../draft/policy-draft.ts';
import { useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { SchemaField } from '../schema-field.tsx';
import { placesQuery } from './calendar-query.ts';

type Place = { country: string; state?: string; region?: string; types?: string[] };

/** A choice among known places; nothing where there are none. */
function Places(props: {
  label: string;
  within: { country?: string; state?: string };
  value: string | undefined;
  clearable: boolean;
  onChoose(code: string | undefined): void;
}) {
  const { label, within, value, clearable, onChoose } = props;
  const { language } = useFieldWords();
  const { data } = useQuery(placesQuery({ ...within, language }));
  const places = data?.places ?? [];
  if (places.length === 0) return null;
  return (
    <Select
      label={label}
      searchable
      clearable={clearable}
      data={places.map(({ code, name }) => ({ value: code, label: name }))}
      value={value ?? null}
      onChange={(code) => onChoose(code ?? undefined)}
    />
  );
}

const LIKELY = 'DE';

/** The fields. */
export function HolidayFields({ path }: { path: Path }) {
  const { t } = useTranslation('policy');
  const { draft } = useForms();
  const words = useFieldWords();
  const field = useField<Place | null>([...path, 'holidays']);
  const place = field.value ?? undefined;
  const zone = String(draft.values.timeZone ?? '');
  const begin = {
    country: zone === 'Europe/Vienna' ? 'AT' : zone === 'Europe/Zurich' ? 'CH' : LIKELY,
  };
  return (
    <fieldset className={classes.group} data-whole>
      <legend>{words.label(['holidays'])}</legend>
      {field.fault && <p className={classes.fault}>{words.fault(field.fault)}</p>}
      <Switch
        label={t('calendars.keepsHolidays')}
        checked={place !== undefined}
        mb="sm"
        onChange={({ currentTarget }) => field.set(currentTarget.checked ? begin : null)}
      />
      {place && (
        <div className={classes.grid}>
          <Places
            label={words.label(['country'])}
            within={{}}
            value={place.country}
            clearable={false}
            onChoose={(country) =>
              country && field.set(withState({ ...place, country }, undefined))
            }
          />
          <Places
            label={words.label(['state'])}
            within={{ country: place.country }}
            value={place.state}
            clearable
            onChoose={(state) => field.set(withState(place, state))}
          />
          {place.state && (
            <Places
              label={words.label(['region'])}
              within={{ country: place.country, state: place.state }}
              value={place.region}
              clearable
              onChoose={(region) =>
                field.set({ ...withState(place, place.state), ...(region ? { region } : {}) })
              }
            />
          )}
          <SchemaField path={[...path, 'holidays', 'types']} />
        </div>
      )}
    </fieldset>
  );
}

/** A place in another state; regions of the one before are none of it. */
function withState({ country, types }: Place, state: string | undefined): Place {
  return { country, ...(state ? { state } : {}), ...(types ? { types } : {}) };
}
