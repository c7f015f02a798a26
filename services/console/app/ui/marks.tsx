// Small words with a colour: status and severity of a case. The word says it, the colour helps.
import { useTranslation } from 'react-i18next';
import classes from './marks.module.css';

type Tone = 'plain' | 'info' | 'good' | 'warning' | 'danger' | 'purple';

/** A word on a tint. */
export function Mark({ tone = 'plain', children }: { tone?: Tone; children: string }) {
  return (
    <span className={classes.mark} data-tone={tone}>
      {children}
    </span>
  );
}

const statusTones: Record<string, Tone> = {
  new: 'info',
  assigned: 'plain',
  investigating: 'purple',
  waiting: 'warning',
  resolved: 'good',
  closed: 'plain',
  suspended: 'danger',
};

/** The status of a case. It stands in every row: the dot alone has a colour. */
export function StatusMark({ status }: { status: string }) {
  const { t } = useTranslation('common');
  return (
    <span className={classes.status} data-tone={statusTones[status] ?? 'plain'}>
      {t(`status.${status}`)}
    </span>
  );
}

const levels: Record<string, number> = { minor: 1, moderate: 2, major: 3, critical: 4 };

/** A severity: four bars and its word. */
export function SeverityMark({ severity, brief = false }: { severity: string; brief?: boolean }) {
  const { t } = useTranslation('common');
  const word = t(`severity.${severity}`);
  return (
    <span className={classes.severity} data-level={severity} title={brief ? word : undefined}>
      <svg
        viewBox="0 0 14 12"
        width={14}
        height={12}
        role={brief ? 'img' : 'presentation'}
        aria-label={brief ? word : undefined}
      >
        {[1, 2, 3, 4].map((level) => (
          <rect
            key={level}
            x={(level - 1) * 3.6}
            y={10 - level * 2.4}
            width={2.4}
            height={2 + level * 2.4}
            rx={0.8}
            data-on={level <= (levels[severity] ?? 0) || undefined}
          />
        ))}
      </svg>
      {!brief && word}
    </span>
  );
}
