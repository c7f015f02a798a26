// How a connection to a mail server comes about and what its refusals mean. With imap.ts the only importer of imapflow.
import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import { PermanentError, TransientError } from '#shared/errors.ts';
import type { MailboxConfig } from './email-config.ts';
import { readSecretFile, type TokenSource } from './oauth/token-source.ts';

/**
 * A mailbox and the way to it. `addressOf`: gives the address to connect to, or refuses the host; else the system's resolver does.
 * `tokens`: gives the access tokens of one with `oauth`.
 */
export type MailboxAccess = MailboxConfig & {
  addressOf?: ((host: string, port: number) => Promise<string>) | undefined;
  tokens?: TokenSource | undefined;
};

/** The mail server does not take an access token that was given for it. */
export class TokenLoginError extends PermanentError {
  override name = 'TokenLoginError';
}

// Servers answer a fetch within seconds; a silent one is given up after this.
const SILENCE_MS = 120_000;
const CONNECT_MS = 15_000;

/** What the server is given to let us in, read anew each time. */
export async function credentials(config: MailboxAccess) {
  if (config.tokens)
    return { user: config.user, accessToken: (await config.tokens.take()).token.expose() };
  const secret = config.passwordFile
    ? await readSecretFile(config.passwordFile, 'passwordFile')
    : (config.password?.expose() ?? '');
  return config.auth === 'oauth2'
    ? { user: config.user, accessToken: secret }
    : { user: config.user, pass: secret };
}

export type Credentials = Awaited<ReturnType<typeof credentials>>;

async function addressOf(config: MailboxAccess): Promise<string> {
  if (!config.addressOf) return config.host;
  try {
    return await config.addressOf(config.host, config.port);
  } catch (error) {
    if (error instanceof PermanentError) throw error;
    throw new TransientError('looking up the host: failed', { cause: error });
  }
}

/**
 * Connects and signs in.
 * @throws PermanentError when the server refuses the account or the host is not allowed, TransientError otherwise.
 */
export async function connect(
  config: MailboxAccess,
  auth: Credentials,
  signal: AbortSignal,
): Promise<ImapFlow> {
  const address = await addressOf(config);
  // Whoever stopped it meanwhile is not heard again: no password goes out after that.
  signal.throwIfAborted();
  const client = new ImapFlow({
    host: address,
    // The certificate is for the name, whichever address stands for it.
    ...(address !== config.host && isIP(config.host) === 0 ? { servername: config.host } : {}),
    port: config.port,
    secure: config.tls === 'tls',
    ...(config.tls === 'tls' ? {} : { doSTARTTLS: config.tls === 'starttls' }),
    auth,
    logger: false,
    clientInfo: { name: 'Redress' },
    // Between two rounds there is nothing else to do than to wait for news.
    autoIdleDelay: 20,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    maxLiteralSize: config.bytesMax + 1024 * 1024,
    maxResponseSize: config.bytesMax + 2 * 1024 * 1024,
    maxLineLength: 16 * 1024 * 1024,
  });
  // Each call fails by itself when the link breaks; without a listener the event would end the process.
  client.on('error', () => {});
  const close = () => client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await client.connect();
  } catch (error) {
    client.close();
    const failure = translated('signing in', error, auth);
    if (!config.tokens || !failureOf(error).authenticationFailed) throw failure;
    // Whatever is the matter with it, the next try begins with another one.
    config.tokens.forget();
    throw new TokenLoginError(failure.message, { cause: error });
  } finally {
    signal.removeEventListener('abort', close);
  }
  return client;
}

/**
 * Takes what the server wants and signs in. A token that was kept may have been taken back before its time: another one is asked for.
 * @throws PermanentError, TransientError as `connect` and who gives the tokens do.
 */
export async function signIn(config: MailboxAccess, signal: AbortSignal): Promise<ImapFlow> {
  const taken = await config.tokens?.take();
  const auth = taken
    ? { user: config.user, accessToken: taken.token.expose() }
    : await credentials(config);
  try {
    return await connect(config, auth, signal);
  } catch (error) {
    if (!(error instanceof TokenLoginError) || taken?.isFresh !== false) throw error;
    return connect(config, await credentials(config), signal);
  }
}

type ImapFailure = {
  authenticationFailed?: boolean;
  responseText?: string;
  responseStatus?: string;
};
const failureOf = (error: unknown): ImapFailure => (error ?? {}) as ImapFailure;

/** What the server said. One that repeats the password must not have it shown. */
export function saidBy(error: unknown, auth?: Credentials): string | undefined {
  const secret = auth && ('pass' in auth ? auth.pass : auth.accessToken);
  const { responseText } = failureOf(error);
  return (secret ? responseText?.replaceAll(secret, '•••') : responseText)?.slice(0, 300);
}

/** What a failure means for the next try. */
export function translated(doing: string, error: unknown, auth?: Credentials): Error {
  const { authenticationFailed } = failureOf(error);
  const words = saidBy(error, auth);
  const said = words ? `: the server said "${words}"` : '';
  return authenticationFailed
    ? new PermanentError(`${doing}: refused${said}; renew the password or token`, { cause: error })
    : new TransientError(`${doing}: failed${said}`, { cause: error });
}

/** The server answered, and said no: another try on the same connection may be about another mail. */
export const isRefusal = (error: unknown): boolean =>
  ['NO', 'BAD'].includes(failureOf(error).responseStatus ?? '');
