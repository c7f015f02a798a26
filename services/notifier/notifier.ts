// The notifier: wanted messages to mails and direct messages, each sent once, its fate reported. Wiring and settings only.
import { z } from 'zod';
import { serveRoutes } from '#shared/api/serve.ts';
import { intakeReceivedTopic } from '#shared/events/intake.ts';
import { messageRequestedTopic } from '#shared/events/message.ts';
import { newId } from '#shared/ids.ts';
import type { Service } from '#shared/lifecycle.ts';
import type { AnsweringAccounts } from '#shared/platforms/answering-accounts.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { Secret } from '#shared/secret.ts';
import { notifierApi } from './api/notifier-api.ts';
import { createBounces } from './bounces.ts';
import { createClaim } from './claim.ts';
import { createDeliver } from './deliver.ts';
import { createDispatcher, type Dispatcher } from './dispatch.ts';
import { createErasing, erasingConsumer } from './erasing/erasing.ts';
import { createSmtpHealth } from './health.ts';
import { readMessageFigures, releaseMessages, renewLeases } from './lease-store.ts';
import { createLetterWriter } from './letter/letter.ts';
import { createMarks } from './marks.ts';
import { createRenderer } from './render.ts';
import { createDirectMessageSender } from './senders/direct-message.ts';
import { createEmailSender, type EmailSender } from './senders/email.ts';
import { createSweeper } from './sweeper.ts';
import { createTemplates } from './templates/templates.ts';

const GROUP = 'notifier';

export const notifierConfig = z.object({
  smtpUrl: z
    .instanceof(Secret)
    .optional()
    .describe('SMTP_URL, smtp:// or smtps://. Without it mail is caught and shown.'),
  ownAddresses: z
    .array(z.string())
    .default([])
    .describe('Mailboxes that we read: nothing is ever sent to them (loops).'),
  envelopeSender: z
    .string()
    .optional()
    .describe(
      'Where delivery reports go (RFC 5321 MAIL FROM). The mailbox of MAIL_FROM when absent.',
    ),
  connectionsMax: z.int().min(1).max(100).default(10).describe('Connections to the mail server.'),
  messagesPerConnectionMax: z
    .int()
    .min(1)
    .default(100)
    .describe('Messages after which a connection is closed; servers limit them.'),
  replyTimeoutSeconds: z
    .number()
    .positive()
    .default(600)
    .describe('How long the mail server may take for a reply (RFC 5321 §4.5.3.2.6: ten minutes).'),
  leaseSeconds: z
    .number()
    .positive()
    .default(30)
    .describe('How long after a crash another process takes over what was being sent.'),
  queueMax: z
    .int()
    .min(1)
    .default(2_000)
    .describe('Messages held in memory; more wait in the database.'),
  drainSeconds: z
    .number()
    .min(0)
    .default(10)
    .describe('How long stopping waits for replies of the mail server.'),
});
type NotifierConfig = z.infer<typeof notifierConfig>;

/** Direct messages are few, and platforms limit them. */
const DIRECT_MESSAGES_AT_ONCE = 2;

const seconds = (value: number): number => value * 1_000;

function createSending(config: NotifierConfig, deps: Deps, platforms: AnsweringAccounts) {
  const { db, clock, policy, mailFrom } = deps;
  const log = deps.log.child({ service: GROUP });
  const leaseId = newId();
  const renderer = createRenderer(policy);
  const templates = createTemplates(db.query);
  const letters = createLetterWriter(renderer, policy);
  const email: EmailSender | undefined = config.smtpUrl
    ? createEmailSender(
        {
          smtpUrl: config.smtpUrl,
          messagesPerConnectionMax: config.messagesPerConnectionMax,
          replyTimeoutMs: seconds(config.replyTimeoutSeconds),
        },
        { clock, log },
      )
    : undefined;
  const deliver = createDeliver({
    query: db.query,
    log,
    policy,
    renderer,
    templates,
    letters,
    email,
    directMessages: createDirectMessageSender(platforms),
    mailFrom,
    envelopeSender: config.envelopeSender ?? mailFrom.address,
    leaseId,
  });
  const marks = createMarks({ db, leaseId, log, onMarked: (ids) => dispatcher.forget(ids) });
  const dispatcher: Dispatcher = createDispatcher({
    clock,
    log,
    deliver,
    marks,
    concurrency: { email: config.connectionsMax, direct_message: DIRECT_MESSAGES_AT_ONCE },
    queueMax: config.queueMax,
    leaseMs: seconds(config.leaseSeconds),
    drainMs: seconds(config.drainSeconds),
    renew: (ids, until) => renewLeases(db.query, ids, { leaseId, until }),
    release: (ids, now) => releaseMessages(db.query, ids, { leaseId, now }),
  });
  const emailState = () => email?.state() ?? ('up' as const);
  const sweeper = createSweeper({ db, clock, log, dispatcher, leaseId, emailState });
  const connections: Service = {
    name: 'notifier-connections',
    start: async () => {},
    stop: async () => email?.close(),
  };
  const health = email ? [createSmtpHealth({ db, clock, log, metrics: deps.metrics, email })] : [];
  const parts = [connections, ...health, dispatcher, sweeper];
  return { leaseId, renderer, templates, letters, dispatcher, emailState, parts };
}

/** Makes the notifier. `platforms` are those that direct messages can go out on. */
export function createNotifier(
  settings: z.input<typeof notifierConfig>,
  deps: Deps,
  platforms: AnsweringAccounts,
): ServiceDefinition {
  const config = notifierConfig.parse(settings);
  const { bus, clock, signer, policy, mailFrom, db, metrics } = deps;
  const { leaseId, renderer, templates, letters, dispatcher, emailState, parts } = createSending(
    config,
    deps,
    platforms,
  );
  const ownAddresses = new Set(
    [mailFrom.address, ...config.ownAddresses].map((address) => address.toLowerCase()),
  );
  const domain = mailFrom.address.slice(mailFrom.address.lastIndexOf('@') + 1);
  const claim = createClaim({
    clock,
    log: deps.log.child({ service: GROUP }),
    signer,
    policy,
    renderer,
    templates,
    dispatcher,
    leaseId,
    ownAddresses,
    domain,
    isUp: () => emailState() === 'up',
  });
  return {
    name: GROUP,
    router: serveRoutes(
      { db, clock, policy, renderer, templates, signer, domain, write: letters },
      notifierApi,
    ),
    // Stopped in reverse: first nothing new comes in, then what is in flight is finished.
    parts: [
      ...parts,
      bus.consumer({ group: GROUP, topic: messageRequestedTopic, handle: claim }),
      bus.consumer(erasingConsumer(GROUP, clock)),
      createErasing({ db, clock, log: deps.log.child({ service: GROUP }) }),
      bus.consumer({
        group: GROUP,
        topic: intakeReceivedTopic,
        handle: createBounces({ signer, clock }),
        // A mark that is lost in a crash is made again from the position.
        asyncCommit: true,
        // Bounces are few and in no hurry: most batches have none.
        lingerMs: 250,
      }),
    ],
    measure: async () => {
      metrics.messages.reset();
      for (const { state, purpose, messages } of await readMessageFigures(db.query))
        metrics.messages.set({ state, purpose }, messages);
    },
  };
}
