// How a mailbox is signed in to: by a password, or by access tokens that the application or a person's authorisation brings.
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Access, accessesOf } from './mailbox-draft.ts';
import { Hidden, type MailboxFields, Typed } from './mailbox-field.tsx';

/** Who gives the tokens, for which client. */
function Client(props: MailboxFields) {
  const { draft } = props;
  const { t } = useTranslation('channels');
  return (
    <>
      {draft.provider === 'microsoft' && (
        <Typed {...props} field="tenant" hint={t('mailbox.fields.tenantHint')} />
      )}
      {draft.provider === 'other' && (
        <Typed {...props} field="tokenUrl" type="url" hint={t('mailbox.fields.tokenUrlHint')} />
      )}
      <Typed {...props} field="clientId" />
      <Hidden {...props} field="clientSecret" isOptional={draft.access === 'refresh_token'} />
      {draft.access === 'refresh_token' && <Hidden {...props} field="refreshToken" />}
      {draft.provider === 'other' && (
        <Typed {...props} field="scope" hint={t('mailbox.fields.scopeHint')} />
      )}
    </>
  );
}

/** The way in and what it needs. A service that takes passwords alone is not asked about. */
export function MailboxAccess(props: MailboxFields) {
  const { draft, set } = props;
  const { t } = useTranslation('channels');
  const ways = accessesOf(draft);
  const isByToken = draft.access !== 'password';
  return (
    <>
      {ways.length > 1 && (
        <Select
          label={t('mailbox.access.label')}
          description={isByToken ? t(`mailbox.access.hints.${draft.access}`) : undefined}
          data={ways.map((value) => ({ value, label: t(`mailbox.access.${value}`) }))}
          value={draft.access}
          error={props.faults['oauth.grant']}
          allowDeselect={false}
          onChange={(access) => set({ ...draft, access: (access ?? 'password') as Access })}
        />
      )}
      {isByToken ? <Client {...props} /> : <Hidden {...props} field="password" />}
    </>
  );
}
