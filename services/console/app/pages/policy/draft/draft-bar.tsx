// Below the draft, always in sight: how many changes, how many faults, back a step, and on to publishing.
import { Button, Group, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sectionOf } from '../forms/sections.ts';
import classes from '../policy.module.css';
import type { DraftState } from './use-draft.ts';
import type { Fault } from './yaml-editor.tsx';

/** The bar. */
export function DraftBar(props: {
  draft: DraftState;
  /** The version that was just published. */
  published: number | undefined;
  isSettled: boolean;
  faults: readonly Fault[];
  count: number;
  onReview(): void;
}) {
  const { t } = useTranslation('policy');
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { draft, published, isSettled, faults, count, onReview } = props;
  const said = !isSettled
    ? t('bar.checking')
    : faults.length > 0
      ? t('bar.faults', { count: faults.length })
      : count > 0
        ? t('bar.changes', { count })
        : published
          ? t('published', { number: published })
          : t('bar.none');
  // Where it is to be mended: its section of the forms, or the editor.
  const mend = (): void => {
    const section = sectionOf(faults[0]?.field ?? '');
    const where = section ? { as: 'forms', section: section.key } : { as: 'yaml' };
    void navigate({ to: '/policy', search: { ...search, ...where } as never });
  };
  return (
    <Group className={classes.bar ?? ''} justify="space-between" gap="xs">
      <Text size="sm" fw={500} role="status">
        {said}
      </Text>
      <Group gap="xs">
        {faults.length > 0 && (
          <Button variant="default" size="xs" onClick={mend}>
            {t('bar.mend')}
          </Button>
        )}
        {draft.undo && (
          <Button variant="default" size="xs" onClick={draft.undo}>
            {t('bar.undo')}
          </Button>
        )}
        {(count > 0 || faults.length > 0) && (
          <Button variant="default" size="xs" onClick={draft.throwAway}>
            {t('bar.throwAway')}
          </Button>
        )}
        <Button
          size="xs"
          disabled={!isSettled || faults.length > 0 || count === 0 || draft.isBehind}
          onClick={onReview}
        >
          {t('bar.review')}
        </Button>
      </Group>
    </Group>
  );
}
