// The e-mail service: mailboxes by IMAP and the SMTP inlet, one reader of mails for both. Wiring only.
import { serveRoutes } from '#shared/api/serve.ts';
import { ConfigError } from '#shared/errors.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import type { ChannelContext } from './channels/channel-list.ts';
import { createTrials } from './channels/mailbox-trial.ts';
import { emailApi } from './email-api.ts';
import { type EmailConfig, emailConfig } from './email-config.ts';
import { createMailbox } from './mailbox.ts';
import { createMimeReader } from './mime.ts';
import { createSmtpInlet } from './smtp-inlet.ts';

/** What may be left out has the default of emailConfig. */
export type EmailSettings = Pick<EmailConfig, 'inletPort' | 'mailboxes'> & Partial<EmailConfig>;

/** Makes the service. It consumes nothing: it takes in, and tells how channels fare. `accounts`: connectors of services/social. */
export function createEmail(
  settings: EmailSettings,
  deps: Deps,
  accounts: string[] = [],
): ServiceDefinition {
  const { mailboxes, ...inlet } = settings;
  const { inletPort, inletBytesMax, inletTrustedAuthservId } = emailConfig.parse(inlet);
  if (new Set(mailboxes.map(({ name }) => name)).size < mailboxes.length)
    throw new ConfigError('REDRESS_CONFIG: channels.mailboxes: two have the same name');
  const log = deps.log.child({ service: 'email' });
  const mime = createMimeReader(log);
  const own = { ...deps, log, mime };
  const watched = mailboxes.map((config) => ({ config, ...createMailbox(config, own) }));
  const connectors = [
    ...(inletPort === 0
      ? []
      : [
          createSmtpInlet(
            { port: inletPort, bytesMax: inletBytesMax, trustedAuthservId: inletTrustedAuthservId },
            own,
          ),
        ]),
    ...watched,
  ];
  const channels: ChannelContext = {
    ...{ db: deps.db, clock: deps.clock },
    ...{ mailboxes: watched, takesSmtp: inletPort !== 0, accounts, trials: createTrials() },
  };
  return {
    name: 'email',
    router: serveRoutes(channels, emailApi),
    parts: connectors.length > 0 ? [mime, ...connectors] : [],
    checks: connectors.map(({ check }) => check),
  };
}
