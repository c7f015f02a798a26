// A part of the page: its title, and what it holds once it is known.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure, Loading } from '../../ui/states.tsx';
import classes from './classifier.module.css';

/** The frame of a part. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What was asked for, or that it is on its way, or why not. */
export function Asked<T>(props: { asked: UseQueryResult<T>; children(data: T): ReactNode }) {
  const { asked, children } = props;
  if (asked.isPending) return <Loading rows={3} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  return children(asked.data);
}
