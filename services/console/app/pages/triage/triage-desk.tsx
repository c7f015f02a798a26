// The list of triage with the source view beside it: choosing, the keyboard, several at once.
import { Drawer, Group, Kbd, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { useIsNarrow } from '../../ui/screen.ts';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { KindBar } from './kind-bar.tsx';
import { SourcePanel } from './source-panel.tsx';
import classes from './triage.module.css';
import { TriageList } from './triage-list.tsx';
import { type Act, actsOf, type Kind, type Line, triageQuery } from './triage-query.ts';
import { VerdictDialog } from './verdict-dialog.tsx';

const keyOf = ({ kind, id }: Line): string => `${kind}/${id}`;

function Keys() {
  const { t } = useTranslation('triage');
  return (
    <Group gap="md" visibleFrom="md" className={classes.keys ?? ''} aria-hidden>
      {(['j k', 'x', 'r', 'd', 'p'] as const).map((keys) => (
        <Text key={keys} span size="xs" c="dimmed">
          {keys.split(' ').map((key) => (
            <Kbd key={key} size="xs" mr={4}>
              {key}
            </Kbd>
          ))}
          {t(`keys.${keys.replace(' ', '')}`)}
        </Text>
      ))}
    </Group>
  );
}

function useDesk(kind: Kind | undefined) {
  const asked = useInfiniteQuery(triageQuery(kind));
  const lines = asked.data?.pages.flatMap(({ items }) => items) ?? [];
  const [openKey, setOpenKey] = useState<string>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [verdict, setVerdict] = useState<{ act: Act; lines: Line[] }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind is another list
  useEffect(() => {
    setOpenKey(undefined);
    setChosen(new Set());
  }, [kind]);
  const open = lines.find((line) => keyOf(line) === openKey);
  const marked = lines.filter((line) => chosen.has(keyOf(line)));
  const toggle = (line: Line) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(keyOf(line))) after.add(keyOf(line));
      return after;
    });
  const clear = () => setChosen(new Set());
  return { asked, lines, open, setOpenKey, marked, toggle, clear, verdict, setVerdict };
}

/** Moves through the list and acts without a mouse. Auditors look only. */
function useKeys(desk: ReturnType<typeof useDesk>, mayAct: boolean): void {
  const { lines, open, setOpenKey, marked, toggle, setVerdict } = desk;
  const step = (by: number) => {
    const at = open ? lines.indexOf(open) : -1;
    const next = lines[Math.max(0, Math.min(lines.length - 1, at + by))];
    if (!next) return;
    setOpenKey(keyOf(next));
    document.getElementById(`triage-${keyOf(next)}`)?.focus();
  };
  const act = (wanted: Act) => {
    const among = marked.length > 0 ? marked : open ? [open] : [];
    const able = among.filter((line) => actsOf(line).includes(wanted));
    if (mayAct && able.length > 0) setVerdict({ act: wanted, lines: able });
  };
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ['x', () => open && actsOf(open).length > 0 && toggle(open)],
    ['r', () => act('release')],
    ['d', () => act('reject')],
    ['p', () => act('replay')],
    ['Escape', () => setOpenKey(undefined)],
  ]);
}

function List({ desk, mayAct }: { desk: ReturnType<typeof useDesk>; mayAct: boolean }) {
  const { t } = useTranslation(['triage', 'common']);
  const { asked, lines, open, setOpenKey, marked, toggle } = desk;
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  if (lines.length === 0)
    return <Empty icon={IconShieldCheck} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <>
      <TriageList
        lines={lines}
        openKey={open && keyOf(open)}
        marked={new Set(marked.map(keyOf))}
        mayAct={mayAct}
        onOpen={(line) => setOpenKey(keyOf(line))}
        onMark={toggle}
      />
      <MoreButton of={asked} m="md" />
    </>
  );
}

/** The desk. */
export function TriageDesk() {
  const { t } = useTranslation(['triage', 'common']);
  const { role } = useSession();
  const [kind, setKind] = useState<Kind>();
  const desk = useDesk(kind);
  const mayAct = role !== 'auditor';
  useKeys(desk, mayAct);
  const isNarrow = useIsNarrow();
  const { asked, lines, open, setOpenKey, marked, clear, verdict, setVerdict } = desk;
  // Beside what there is not, nothing can be chosen.
  const hasLines = asked.isPending || lines.length > 0;
  const panel = open && (
    <SourcePanel
      line={open}
      acts={mayAct ? actsOf(open) : []}
      onAct={(act) => setVerdict({ act, lines: [open] })}
    />
  );
  return (
    <>
      <KindBar kind={kind} counts={asked.data?.pages[0]?.counts} onChoose={setKind} />
      {marked.length > 0 && (
        <BulkBar
          lines={marked}
          onAct={(act, lines) => setVerdict({ act, lines })}
          onClear={clear}
        />
      )}
      <div className={classes.desk} data-alone={!hasLines || undefined}>
        <div className={classes.list}>
          <List desk={desk} mayAct={mayAct} />
        </div>
        {!isNarrow && hasLines && (
          <aside className={classes.panel} aria-label={t('source')}>
            {panel ?? (
              <Text size="sm" c="dimmed" p="xl" ta="center">
                {t('choose')}
              </Text>
            )}
          </aside>
        )}
      </div>
      {isNarrow && (
        <Drawer
          opened={panel !== undefined}
          onClose={() => setOpenKey(undefined)}
          position="bottom"
          size="85%"
          title={t('source')}
          closeButtonProps={{ 'aria-label': t('common:close') }}
        >
          {panel}
        </Drawer>
      )}
      {hasLines && <Keys />}
      {verdict && (
        <VerdictDialog
          {...verdict}
          onClose={() => setVerdict(undefined)}
          onDone={() => {
            setVerdict(undefined);
            clear();
          }}
        />
      )}
    </>
  );
}
