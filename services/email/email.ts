// The e-mail service: mailboxes by IMAP and the SMTP inlet, one reader of mails for both. Wiring only.
import { serveRoutes } from '#shared/api/serve.ts';
import { ConfigError } from '#shared/errors.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { createAccountWatch } from './accounts/account-watch.ts';
import { createAddressOf, createTokenAddressOf } from './accounts/host-rules.ts';
import type { ChannelContext } from './channels/channel-list.ts';
import { createOwnTrials, createTrials } from './channels/mailbox-trial.ts';
import { emailApi } from './email-api.ts';
import { type EmailConfig, emailConfig } from './email-config.ts';
import type { MailboxAccess } from './imap-connect.ts';
import { createMailbox } from './mailbox.ts';
import { createMimeReader } from './mime.ts';
import { knownTokenHosts } from './oauth/oauth-settings.ts';
import { createTokenSource } from './oauth/token-source.ts';
import { createSmtpInlet } from './smtp-inlet.ts';

/** What may be left out has the default of emailConfig. */
export type EmailSettings = Pick<EmailConfig, 'inletPort' | 'mailboxes'> & Partial<EmailConfig>;

/** Makes the service. It consumes nothing: it takes in, and tells how channels fare. `accounts`: connectors of services/social. */
export function createEmail(
  settings: EmailSettings,
  deps: Deps,
  accounts: string[] = [],
): ServiceDefinition {
  const { mailboxes, ...others } = settings;
  const { inletPort, inletBytesMax, inletTrustedAuthservId, consoleMailboxes } =
    emailConfig.parse(others);
  if (new Set(mailboxes.map(({ name }) => name)).size < mailboxes.length)
    throw new ConfigError('REDRESS_CONFIG: channels.mailboxes: two have the same name');
  const log = deps.log.child({ service: 'email' });
  const mime = createMimeReader(log);
  const own = { ...deps, log, mime };
  const watched = mailboxes.map((settled) => {
    const tokens = settled.oauth && createTokenSource(settled.oauth, deps, undefined);
    const config: MailboxAccess = { ...settled, tokens };
    return { config, ...createMailbox(config, own) };
  });
  const way = {
    addressOf: createAddressOf(consoleMailboxes),
    tokenAddressOf: createTokenAddressOf(consoleMailboxes, knownTokenHosts),
    tokenDeps: deps,
  };
  const reserved = mailboxes.map(({ name }) => name);
  const watch = createAccountWatch({ ...own, reserved, way });
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
  const { db, clock, signer } = deps;
  const channels: ChannelContext = {
    ...{ db, clock, mailboxes: watched, watch, consoleMailboxes },
    ...{ takesSmtp: inletPort !== 0, accounts, trials: createTrials() },
    own: {
      ...{ db, clock, signer, way, configured: mailboxes, wake: watch.wake },
      trials: createOwnTrials(),
    },
  };
  return {
    name: 'email',
    router: serveRoutes(channels, emailApi),
    parts: [mime, ...connectors, watch],
    // A wrong password that was typed in the console must not take away the console that mends it: those are not among the checks.
    checks: connectors.map(({ check }) => check),
  };
}
