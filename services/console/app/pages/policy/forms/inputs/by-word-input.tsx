// Numbers by a word of one's own (other lead times by kind of task): a line for each, and one to add.
import { ActionIcon, Button, Group, Input, NumberInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFieldWords } from '../field-words.ts';
import { useField } from '../form-state.ts';
import classes from '../forms.module.css';
import { type InputProps, useInput } from './input.ts';

function Line({ path, word }: { path: InputProps['path']; word: string }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const field = useField<number>([...path, word]);
  const name = words.choice(String(path.at(-2)), word);
  return (
    <Group gap="xs" wrap="nowrap">
      <NumberInput
        label={name}
        value={field.value ?? ''}
        min={0}
        hideControls
        onChange={(value) => field.set(value === '' ? undefined : Number(value))}
      />
      <ActionIcon
        aria-label={t('forms.remove', { name })}
        mt={22}
        onClick={() => field.set(undefined)}
      >
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

/** The lines. */
export function ByWordField(props: InputProps) {
  const { t } = useTranslation('policy');
  const { field, said, words } = useInput<Record<string, number>>(props);
  const [word, setWord] = useState('');
  return (
    <Input.Wrapper {...said} labelElement="div" className={classes.whole ?? ''}>
      <div className={classes.grid}>
        {Object.keys(field.value ?? {}).map((each) => (
          <Line key={each} path={props.path} word={each} />
        ))}
      </div>
      <Group gap="xs" align="end" mt="xs">
        <TextInput
          label={words.label([...props.path, 'word'])}
          placeholder="next_update"
          value={word}
          onChange={({ currentTarget }) => setWord(currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={!word.trim()}
          onClick={() => {
            field.set({ ...field.value, [word.trim()]: 1 });
            setWord('');
          }}
        >
          {t('forms.add')}
        </Button>
      </Group>
    </Input.Wrapper>
  );
}
