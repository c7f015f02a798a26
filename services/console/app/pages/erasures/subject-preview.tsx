// What is kept of somebody, case by case, with what an erasure takes and what stands against it; ticked is what it is done to.
import { Checkbox, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Mark, StatusMark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import classes from './erasures.module.css';
import type { CasePreview, Preview } from './erasures-query.ts';
import type { Act } from './subject-dialog.tsx';

const isEmptied = ({ erasedAt, takes }: CasePreview): boolean =>
  erasedAt !== undefined && takes.entries === 0;

/** Whether something can be done to a case now. */
export function canDo(act: Act, found: CasePreview): boolean {
  if (act === 'export') return !isEmptied(found);
  if (act === 'erase') return found.kept.length === 0 && !isEmptied(found);
  const isHeld = found.kept.some(
    ({ reference, because }) => because === 'legal_hold' && reference === found.reference,
  );
  return !isHeld && !isEmptied(found);
}

function Line(props: { act: Act; found: CasePreview; ticked: boolean; onTick(): void }) {
  const { act, found, ticked, onTick } = props;
  const { t } = useTranslation('erasures');
  const { reference, customer, takes, kept, tookIn, erasedAt } = found;
  return (
    <li>
      <Checkbox
        size="xs"
        mt={2}
        aria-label={reference}
        checked={ticked}
        disabled={act === 'export' || !canDo(act, found)}
        onChange={onTick}
      />
      <div>
        <div className={classes.what}>
          <span className="rd-reference">{reference}</span>
          <StatusMark status={found.status} />
          {!found.isTheirs && <Mark tone="warning">{t('preview.anothers')}</Mark>}
          {kept.map((each) => (
            <Mark key={`${each.reference} ${each.because}`} tone="purple">
              {t(`kept.${each.because}`)}
            </Mark>
          ))}
          {isEmptied(found) && <Mark>{t('preview.emptied')}</Mark>}
        </div>
        <span className={classes.quiet}>
          {customer && `${customer} · `}
          {t('preview.opened')} <When at={found.openedAt} />
          {erasedAt && (
            <>
              {' · '}
              {t('preview.erasedAt')} <When at={erasedAt} />
            </>
          )}
        </span>
        {!isEmptied(found) && (
          <Text size="xs" c="dimmed">
            {t('preview.takes', takes)}
          </Text>
        )}
        {tookIn.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('preview.tookIn', { references: tookIn.join(', ') })}
          </Text>
        )}
      </div>
    </li>
  );
}

/** The list, and in a sentence what will be done. */
export function SubjectPreview(props: {
  act: Act;
  found: Preview;
  ticked: ReadonlySet<string>;
  onTick(reference: string): void;
}) {
  const { act, found, ticked, onTick } = props;
  const { t } = useTranslation('erasures');
  const { cases, items, more, logUntilDays } = found;
  const free = items.filter(({ because }) => because.length === 0).length;
  if (cases.length + items.length === 0)
    return (
      <Text size="sm" role="status">
        {t('preview.nothing')}
      </Text>
    );
  return (
    <div role="status">
      {cases.length > 0 && (
        <ul className={classes.cases}>
          {cases.map((each) => (
            <Line
              key={each.reference}
              {...{ act, found: each }}
              ticked={ticked.has(each.reference)}
              onTick={() => onTick(each.reference)}
            />
          ))}
        </ul>
      )}
      {items.length > 0 && act !== 'hold' && (
        <Text size="sm" mt={8}>
          {t(act === 'erase' ? 'preview.itemsFree' : 'preview.items', {
            ...{ count: act === 'erase' ? free : items.length, kept: items.length - free },
          })}
        </Text>
      )}
      {more && (
        <Text size="sm" mt={8}>
          {t(`preview.more.${act}`)}
        </Text>
      )}
      <Text size="sm" mt={8}>
        {t(`will.${act}`, { count: ticked.size, days: logUntilDays })}
      </Text>
    </div>
  );
}
