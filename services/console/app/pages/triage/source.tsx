// Text of strangers, and a fact about it.
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './triage.module.css';

/** Plain text as it came; nothing in it is a link or an image. */
export function Source({ text, cut, label }: { text: string; cut: boolean; label: string }) {
  const { t } = useTranslation('triage');
  return (
    <section aria-label={label}>
      <Text size="xs" c="dimmed" fw={500} mb={4}>
        {label}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className={classes.text} tabIndex={0} dir="auto">
        {text || t('nothingSaid')}
      </pre>
      {cut && (
        <Text size="xs" c="dimmed">
          {t('cut')}
        </Text>
      )}
    </section>
  );
}

/** A term with what is said of it. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
