// The fields of a mailbox: what everybody knows of theirs first, the rest on demand.
import {
  Button,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { MailboxAccess } from './mailbox-access.tsx';
import {
  type MailboxDraft,
  type PresetKey,
  presetDraft,
  presets,
  withAddress,
} from './mailbox-draft.ts';
import { type MailboxFields, Typed } from './mailbox-field.tsx';

function Service({ draft, set }: MailboxFields) {
  const { t } = useTranslation('channels');
  const known = Object.entries(presets).map(([value, { label }]) => ({
    value,
    label: label || t('mailbox.other'),
  }));
  return (
    <div>
      <Select
        label={t('mailbox.preset')}
        data={known}
        value={draft.preset}
        onChange={(chosen) =>
          set({ ...draft, ...presetDraft((chosen ?? 'imap') as PresetKey) } as MailboxDraft)
        }
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t(`mailbox.hints.${draft.preset}`)}
      </Text>
    </div>
  );
}

function Server(props: MailboxFields) {
  const { draft, set, faults } = props;
  const { t } = useTranslation('channels');
  const encryptions = (['tls', 'starttls', 'none'] as const).map((value) => ({
    value,
    label: t(`mailbox.tls.${value}`),
  }));
  return (
    <>
      <Typed {...props} field="host" />
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput
          label={t('mailbox.fields.port')}
          min={1}
          max={65_535}
          allowDecimal={false}
          hideControls
          value={draft.port}
          error={faults.port}
          onChange={(port) => set({ ...draft, port: Number(port) })}
        />
        <Select
          label={t('mailbox.fields.tls')}
          data={encryptions}
          value={draft.tls}
          error={faults.tls}
          onChange={(tls) => set({ ...draft, tls: (tls ?? 'tls') as MailboxDraft['tls'] })}
        />
      </SimpleGrid>
    </>
  );
}

function More(props: MailboxFields) {
  const { draft, set, faults } = props;
  const { t } = useTranslation('channels');
  const ways = (['flag', 'move', 'none'] as const).map((value) => ({
    value,
    label: t(`mailbox.after.${value}`),
  }));
  return (
    <Stack gap="sm" pt="xs">
      <Typed {...props} field="folder" />
      <SimpleGrid cols={{ base: 1, xs: draft.after === 'none' ? 1 : 2 }} spacing="sm">
        <Select
          label={t('mailbox.fields.after')}
          data={ways}
          value={draft.after}
          error={faults.after}
          onChange={(after) => set({ ...draft, after: (after ?? 'flag') as MailboxDraft['after'] })}
        />
        {draft.after === 'flag' && <Typed {...props} field="flag" />}
        {draft.after === 'move' && <Typed {...props} field="moveTo" />}
      </SimpleGrid>
      <Typed {...props} field="trustedAuthservId" hint={t('mailbox.fields.trustedHint')} />
    </Stack>
  );
}

/** All of them. */
export function MailboxForm(props: MailboxFields) {
  const { draft, set, faults } = props;
  const { t } = useTranslation('channels');
  const [isOpen, { toggle }] = useDisclosure(false);
  // A field that is wrong is shown, wherever it stands.
  const isWrong = ['folder', 'after', 'flag', 'moveTo', 'trustedAuthservId'].some(
    (field) => faults[field],
  );
  return (
    <Stack gap="sm">
      <Service {...props} />
      <TextInput
        label={t('mailbox.fields.address')}
        description={t('mailbox.fields.addressHint')}
        type="email"
        value={draft.address}
        error={faults.address}
        onChange={(event) => set(withAddress(draft, event.currentTarget.value))}
        data-autofocus
        required
        withAsterisk={false}
        autoComplete="off"
      />
      <Server {...props} />
      <Typed {...props} field="user" />
      <MailboxAccess {...props} />
      <Typed {...props} field="name" hint={t('mailbox.fields.nameHint')} />
      <Typed {...props} field="since" type="date" hint={t('mailbox.fields.sinceHint')} />
      <div>
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={toggle}
            aria-expanded={isOpen || isWrong}
          >
            {t(isOpen || isWrong ? 'mailbox.less' : 'mailbox.more')}
          </Button>
        </Group>
        <Collapse expanded={isOpen || isWrong}>
          <More {...props} />
        </Collapse>
      </div>
    </Stack>
  );
}
