// An entry of a list: its name and what is said in short, unfolded to be changed; moved, removed.
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './forms.module.css';

type EntryProps = {
  name: string;
  /** In short what it says, beside its name. */
  note?: string | undefined;
  index: number;
  count: number;
  open: boolean;
  /** Without it the order says nothing. */
  onMove?: (by: number) => void;
  onRemove(): void;
  children: ReactNode;
};

/** The entry. */
export function Entry(props: EntryProps) {
  const { t } = useTranslation('policy');
  const { name, note, index, count, open, onMove, onRemove, children } = props;
  const move = (by: number, Icon: typeof IconArrowUp, label: string, disabled: boolean) => (
    <ActionIcon
      variant="transparent"
      aria-label={label}
      disabled={disabled}
      onClick={() => onMove?.(by)}
    >
      <Icon size={15} stroke={1.75} aria-hidden />
    </ActionIcon>
  );
  return (
    <section className={classes.entry} aria-label={name}>
      <details open={open}>
        <summary>
          <strong>{name}</strong>
          {note && <span>{note}</span>}
        </summary>
        <div className={classes.entryBody}>{children}</div>
      </details>
      <div className={classes.tools}>
        {onMove && move(-1, IconArrowUp, t('forms.up', { name }), index === 0)}
        {onMove && move(1, IconArrowDown, t('forms.down', { name }), index === count - 1)}
        <ActionIcon aria-label={t('forms.remove', { name })} onClick={onRemove}>
          <IconTrash size={15} stroke={1.75} aria-hidden />
        </ActionIcon>
      </div>
    </section>
  );
}

/** One more at the end. */
export function AddButton({ text, onAdd }: { text: string; onAdd(): void }) {
  return (
    <Button
      variant="default"
      size="xs"
      mt="xs"
      leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
      onClick={onAdd}
    >
      {text}
    </Button>
  );
}
