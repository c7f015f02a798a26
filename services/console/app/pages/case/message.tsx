// One thing that was said: by the customer, by us, among ourselves, on the phone.
import { Anchor, Group, Text } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconDownload,
  IconExclamationCircle,
  IconLock,
  IconMail,
  IconPaperclip,
  IconPhone,
  IconSend,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { When } from '../../ui/when.tsx';
import { By } from './by.tsx';
import classes from './case.module.css';
import type { Said } from './conversation-entries.ts';
import { MessageFrame } from './message-frame.tsx';

/** A size in bytes as people say it. */
function sizeText(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let size = bytes;
  let at = 0;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at++;
  }
  return new Intl.NumberFormat(language, {
    ...{ style: 'unit', unit: units[at] ?? 'byte', unitDisplay: 'short' },
    maximumFractionDigits: size < 10 && at > 0 ? 1 : 0,
  }).format(size);
}

function Attachments({ reference, said }: { reference: string; said: Said & { kind: 'in' } }) {
  const { t, i18n } = useTranslation('case');
  const { item } = said;
  const base = `/api/v1/cases/${reference}/items/${item.itemId}`;
  return (
    <Group gap="xs" mt={6} className={classes.files ?? ''}>
      {item.attachments.map((file) => (
        <a
          key={`${file.sha256}${file.name}`}
          className={classes.file}
          href={`${base}/attachments/${file.sha256}`}
          download
        >
          <IconPaperclip size={14} stroke={1.75} aria-hidden />
          <span className={classes.fileName}>{file.name}</span>
          <span className={classes.quiet}>
            {sizeText(file.bytes, i18n.language)} · {file.mediaType}
          </span>
        </a>
      ))}
      <a className={`${classes.file} rd-no-print`} href={`${base}/original`} download>
        <IconDownload size={14} stroke={1.75} aria-hidden />
        {t('message.original')}
      </a>
    </Group>
  );
}

type Shown = { reference: string; marked: string[]; printed?: boolean };

function Received(props: Shown & { said: Said & { kind: 'in' } }) {
  const { reference, said, marked, printed = false } = props;
  const { t } = useTranslation('case');
  const [leftOut, setLeftOut] = useState(0);
  const { item } = said;
  return (
    <>
      {item.subject && <div className={classes.subject}>{item.subject}</div>}
      {printed ? (
        <div className={classes.text}>{item.text}</div>
      ) : (
        <MessageFrame
          reference={reference}
          itemId={item.itemId}
          title={t('message.from', { name: item.sender.name ?? t('customer.unknown') })}
          marked={marked}
          onLeftOut={setLeftOut}
        />
      )}
      {leftOut > 0 && (
        <Text size="xs" c="dimmed">
          {t('message.leftOut', { count: leftOut })}
        </Text>
      )}
      {item.textCut && (
        <Text size="xs" c="dimmed">
          {t('message.cut')}
        </Text>
      )}
      {item.social?.url && (
        <Anchor href={item.social.url} target="_blank" rel="noopener noreferrer" size="xs">
          {t('message.post')}
        </Anchor>
      )}
      <Attachments reference={reference} said={said} />
    </>
  );
}

const good = ['sent', 'caught'];
const bad = ['failed', 'bounced', 'suppressed', 'in_doubt'];

function Delivery({ said }: { said: Said & { kind: 'out' } }) {
  const { t } = useTranslation('case');
  const { state } = said;
  const tone = good.includes(state) ? 'good' : bad.includes(state) ? 'danger' : 'plain';
  const Icon = { good: IconCheck, danger: IconExclamationCircle, plain: IconClock }[tone];
  return (
    <span className={classes.delivery} data-tone={tone} title={said.reason}>
      <Icon size={13} stroke={2} aria-hidden />
      {t(`delivery.${state}`)}
    </span>
  );
}

const icons = { in: IconMail, out: IconSend, posted: IconSend, note: IconLock, talk: IconPhone };

function whatOf(said: Said, t: (key: string) => string): string {
  if (said.kind === 'out') return t(`purpose.${said.purpose}`);
  if (said.kind === 'in') return t(`common:channel.${said.item.channel}`);
  return t(`message.${said.kind}`);
}

/** One thing that was said; on paper by its text. */
export function Message(props: Shown & { said: Said }) {
  const { said } = props;
  const { t } = useTranslation(['case', 'common']);
  const Icon = icons[said.kind];
  const name = said.kind === 'in' ? (said.item.sender.name ?? said.item.sender.email) : undefined;
  return (
    <article className={classes.message} data-kind={said.kind}>
      <header className={classes.messageHead}>
        <Icon size={15} stroke={1.75} aria-hidden />
        <strong>{name ?? <By actor={said.by} />}</strong>
        <span className={classes.quiet}>{whatOf(said, t)}</span>
        {said.kind === 'out' && <Delivery said={said} />}
        <span className={classes.time}>
          <When at={said.at} />
        </span>
      </header>
      {said.kind === 'in' ? (
        <Received {...props} said={said} />
      ) : (
        <div className={classes.text} dir="auto">
          {said.text || <span className={classes.quiet}>{t('message.byTemplate')}</span>}
        </div>
      )}
    </article>
  );
}
