// A part of a page of settings: its heading at the left, what it holds at the right; one under the other on a phone.
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './section.module.css';

/** A part of a page of settings. */
export function Section(props: { title: string; text: string; children: ReactNode }) {
  const { title, text, children } = props;
  return (
    <section className={classes.section}>
      <div>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed" mt={2}>
          {text}
        </Text>
      </div>
      <div className={classes.held}>{children}</div>
    </section>
  );
}

/** A line with something at its end. */
export function Line({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className={classes.line}>
      <div className={classes.what}>{children}</div>
      {end}
    </div>
  );
}
