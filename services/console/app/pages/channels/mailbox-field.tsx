// The plain fields of a mailbox: a line of text, and something secret that is never shown again.
import { PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MailboxDraft } from './mailbox-draft.ts';

/** What the fields are given. `isNew`: the name can be chosen. `needsSecrets`: the stored ones are not enough. */
export type MailboxFields = {
  draft: MailboxDraft;
  set(draft: MailboxDraft): void;
  isNew: boolean;
  needsSecrets: boolean;
  faults: Record<string, string>;
};

type TextField =
  | 'name'
  | 'user'
  | 'host'
  | 'folder'
  | 'flag'
  | 'moveTo'
  | 'trustedAuthservId'
  | 'since'
  | 'tenant'
  | 'clientId'
  | 'tokenUrl'
  | 'scope';

// In the API these stand together.
const ofOauth: readonly string[] = ['tenant', 'clientId', 'tokenUrl', 'scope'];
const mayBeEmpty: readonly string[] = ['trustedAuthservId', 'since', 'scope'];

/** A field of text by its name. */
export function Typed(props: MailboxFields & { field: TextField; hint?: string; type?: string }) {
  const { draft, set, faults, field, hint, type, isNew } = props;
  const { t } = useTranslation('channels');
  const name = ofOauth.includes(field) ? `oauth.${field}` : field;
  return (
    <TextInput
      label={t(`mailbox.fields.${name}`)}
      description={hint}
      type={type ?? 'text'}
      value={draft[field]}
      error={faults[name]}
      readOnly={field === 'name' && !isNew}
      required={!mayBeEmpty.includes(field)}
      withAsterisk={false}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => set({ ...draft, [field]: event.currentTarget.value })}
    />
  );
}

type SecretField = 'password' | 'clientSecret' | 'refreshToken';

/** A secret: empty keeps the one that is stored, as long as that goes where it went. `isOptional`: there may be none. */
export function Hidden(props: MailboxFields & { field: SecretField; isOptional?: boolean }) {
  const { draft, set, faults, field, isNew, needsSecrets, isOptional = false } = props;
  const { t } = useTranslation('channels');
  const kind = field === 'password' ? 'password' : 'secret';
  const note = needsSecrets && draft[field] === '' ? `mailbox.${kind}Again` : `mailbox.${kind}Kept`;
  const hint = isOptional && needsSecrets ? 'mailbox.fields.publicHint' : isNew ? undefined : note;
  return (
    <PasswordInput
      label={t(`mailbox.fields.${field}`)}
      description={hint && t(hint)}
      value={draft[field]}
      error={faults[field]}
      onChange={(event) => set({ ...draft, [field]: event.currentTarget.value })}
      required={needsSecrets && !isOptional}
      withAsterisk={false}
      autoComplete="new-password"
    />
  );
}
