// The fields of an account on X: its name, its token, and what renews that.
import { NumberInput, PasswordInput, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountDraft } from './account-draft.ts';

/** What the fields are given. `isNew`: the name can be chosen. `needsToken`: the stored one is not enough. */
export type AccountFields = {
  draft: AccountDraft;
  set(draft: AccountDraft): void;
  isNew: boolean;
  needsToken: boolean;
  faults: Record<string, string>;
};

type Typed = AccountFields & {
  field: 'name' | 'userId' | 'clientId' | 'since';
  hint?: string;
  type?: string;
  required?: boolean;
};

function TypedField({ draft, set, faults, isNew, field, hint, type, required = false }: Typed) {
  const { t } = useTranslation('channel-accounts');
  return (
    <TextInput
      label={t(`fields.${field}`)}
      description={hint}
      type={type ?? 'text'}
      value={draft[field]}
      error={faults[field]}
      readOnly={field === 'name' && !isNew}
      required={required}
      withAsterisk={false}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => set({ ...draft, [field]: event.currentTarget.value })}
    />
  );
}

function SecretField(
  props: AccountFields & {
    field: 'accessToken' | 'refreshToken' | 'clientSecret';
    hint?: string;
    required?: boolean;
  },
) {
  const { draft, set, faults, field, hint, required = false } = props;
  const { t } = useTranslation('channel-accounts');
  return (
    <PasswordInput
      label={t(`fields.${field}`)}
      description={hint}
      value={draft[field]}
      error={faults[field]}
      required={required}
      withAsterisk={false}
      autoComplete="new-password"
      onChange={(event) => set({ ...draft, [field]: event.currentTarget.value })}
    />
  );
}

/** What renews the token. New tokens come as a pair: whoever enters one enters both. */
function Renewing(props: AccountFields) {
  const { draft, isNew, needsToken } = props;
  const { t } = useTranslation('channel-accounts');
  const needsPair = needsToken || draft.accessToken !== '';
  return (
    <>
      <TypedField {...props} field="clientId" hint={t('hints.clientId')} required />
      <SecretField
        {...props}
        field="refreshToken"
        hint={isNew ? t('hints.refreshToken') : t(needsPair ? 'hints.pair' : 'hints.kept')}
        required={needsPair}
      />
      <SecretField {...props} field="clientSecret" hint={t('hints.clientSecret')} />
    </>
  );
}

/** All of them. */
export function AccountForm(props: AccountFields) {
  const { draft, set, isNew, needsToken, faults } = props;
  const { t } = useTranslation('channel-accounts');
  const kept = t(needsToken ? 'hints.again' : 'hints.kept');
  return (
    <Stack gap="sm">
      <TypedField {...props} field="name" hint={t('hints.name')} required />
      <SecretField
        {...props}
        field="accessToken"
        hint={isNew ? t('hints.accessToken') : kept}
        required={needsToken}
      />
      <Switch
        label={t('fields.renews')}
        description={t('hints.renews')}
        checked={draft.renews}
        onChange={(event) => set({ ...draft, renews: event.currentTarget.checked })}
      />
      {draft.renews && <Renewing {...props} />}
      <TypedField {...props} field="userId" hint={t('hints.userId')} />
      <TypedField {...props} field="since" type="date" hint={t('hints.since')} />
      <NumberInput
        label={t('fields.pollSeconds')}
        min={5}
        max={900}
        allowDecimal={false}
        hideControls
        value={draft.pollSeconds}
        error={faults.pollSeconds}
        onChange={(pollSeconds) => set({ ...draft, pollSeconds: Number(pollSeconds) })}
      />
    </Stack>
  );
}
