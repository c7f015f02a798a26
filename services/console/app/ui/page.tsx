// The frame of a page: its title, what can be done on it, what it holds.
import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

/**
 * A page. `tools` stand at the right of the title; `wide` lets a list or board use the whole width, without it texts and
 * forms keep to a width that reads well.
 */
export function PageFrame(props: {
  title: string;
  lead?: ReactNode;
  tools?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  const { title, lead, tools, wide = false, children } = props;
  useEffect(() => {
    document.title = `${title} · Redress`;
  }, [title]);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <Group className={classes.head ?? ''} justify="space-between" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {lead && (
            <Text size="sm" c="dimmed" component="div">
              {lead}
            </Text>
          )}
        </div>
        {tools && <Group gap="xs">{tools}</Group>}
      </Group>
      {children}
    </div>
  );
}
