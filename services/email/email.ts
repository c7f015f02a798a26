// The e-mail service: mailboxes by IMAP and the SMTP inlet, one reader of mails for both. Wiring only.
import { ConfigError } from '#shared/errors.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { type EmailConfig, emailConfig } from './email-config.ts';
import { createMailbox } from './mailbox.ts';
import { createMimeReader } from './mime.ts';
import { createSmtpInlet } from './smtp-inlet.ts';

/** What may be left out has the default of emailConfig. */
export type EmailSettings = Pick<EmailConfig, 'inletPort' | 'mailboxes'> & Partial<EmailConfig>;

/** Makes the service. It serves no HTTP and consumes nothing: it only takes in. */
export function createEmail(settings: EmailSettings, deps: Deps): ServiceDefinition {
  const { mailboxes, ...inlet } = settings;
  const { inletPort, inletBytesMax, inletTrustedAuthservId } = emailConfig.parse(inlet);
  if (new Set(mailboxes.map(({ name }) => name)).size < mailboxes.length)
    throw new ConfigError('REDRESS_CONFIG: channels.mailboxes: two have the same name');
  const log = deps.log.child({ service: 'email' });
  const mime = createMimeReader(log);
  const own = { ...deps, log, mime };
  const connectors = [
    ...(inletPort === 0
      ? []
      : [
          createSmtpInlet(
            { port: inletPort, bytesMax: inletBytesMax, trustedAuthservId: inletTrustedAuthservId },
            own,
          ),
        ]),
    ...mailboxes.map((mailbox) => createMailbox(mailbox, own)),
  ];
  return {
    name: 'email',
    parts: connectors.length > 0 ? [mime, ...connectors] : [],
    checks: connectors.map(({ check }) => check),
  };
}
