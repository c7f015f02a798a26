// A message as the customer will get it, rendered by the code that sends it; in a frame where nothing can run.
import { Alert, Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../../api/client.ts';
import { Dialog, DialogFoot } from '../../../ui/dialog.tsx';
import { Failure } from '../../../ui/states.tsx';
import { When } from '../../../ui/when.tsx';
import classes from '../case.module.css';

export type Asked = { command: 'send-update' | 'answer'; body: Record<string, unknown> };

async function previewOf(reference: string, asked: Asked) {
  const plan = await answered(
    api.POST('/api/v1/cases/{reference}/preview', {
      params: { path: { reference } },
      body: asked,
    }),
  );
  const [message] = plan.messages;
  const shown = message && (await answered(api.POST('/api/v1/previews', { body: message })));
  return { plan, message, shown };
}

function MailFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  // The frame inherits our policy: styles of the template are let in by the nonce of this page.
  const styled = html.replaceAll('<style>', `<style nonce="${nonce}">`);
  return (
    <iframe
      ref={frame}
      className={classes.preview}
      title={title}
      sandbox=""
      srcDoc={styled}
      referrerPolicy="no-referrer"
    />
  );
}

/** The dialog. */
export function Preview(props: {
  reference: string;
  asked: Asked | undefined;
  onClose(): void;
  onSend(): void;
}) {
  const { reference, asked, onClose, onSend } = props;
  const { t } = useTranslation(['case', 'common']);
  const preview = useQuery({
    queryKey: ['preview', reference, asked],
    enabled: asked !== undefined,
    staleTime: 0,
    queryFn: () => previewOf(reference, asked as Asked),
  });
  const { plan, shown, message } = preview.data ?? {};
  const to = message?.recipient.email ?? message?.recipient.handle;
  return (
    <Dialog opened={asked !== undefined} onClose={onClose} size="xl" title={t('preview.title')}>
      {preview.isPending && <Skeleton height={320} />}
      {preview.isError && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
      {plan?.refused && <Alert color="red">{plan.refused.why}</Alert>}
      {plan?.blocked && <Alert color="orange">{t(`blocked.${plan.blocked}`)}</Alert>}
      {shown?.fallback && (
        <Alert color="orange" mb="sm">
          {t('preview.fallback', { language: t(`language.${shown.language}`) })}
        </Alert>
      )}
      {shown && (
        <>
          <Text size="sm" c="dimmed">
            {t('preview.to', { to })} · {t(`language.${shown.language}`)}
          </Text>
          {shown.subject && <Text fw={600}>{shown.subject}</Text>}
          {shown.html ? (
            <MailFrame html={shown.html} title={t('preview.title')} />
          ) : (
            <div className={classes.text}>{shown.text}</div>
          )}
        </>
      )}
      <DialogFoot
        onClose={onClose}
        cancel={t('common:back')}
        aside={
          plan?.nextUpdateBy && (
            <Text size="xs" c="dimmed">
              {t('preview.nextUpdate')} <When at={plan.nextUpdateBy} full />
            </Text>
          )
        }
      >
        <Button disabled={!shown} onClick={onSend}>
          {t('composer.send')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
