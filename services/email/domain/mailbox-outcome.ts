// What a connection test of a mailbox found, or why a connector cannot do its work, in words. Pure: it is given what failed at which
// step and names it. No secret passes.
import { tokenFailures } from './token-failure.ts';

/** How far a test came before it failed. */
export type TrialStep = 'secret' | 'connecting' | 'folder' | 'flags' | 'time';

/** What came of it. Each has its words in `outcomeTexts`. */
export const trialOutcomes = [
  'ok',
  'secret_file',
  'secret_sealed',
  'host_refused',
  'host_unknown',
  'refused',
  'unreachable',
  'timed_out',
  'tls',
  'credentials',
  ...tokenFailures,
  'token_login',
  'folder',
  'read_only',
  'failed',
] as const;
export type TrialOutcome = (typeof trialOutcomes)[number];

/** What an outage can be known to be about: what a test can find, without what only a test looks at. */
export const failureCodes = trialOutcomes.filter(
  (outcome): outcome is FailureCode => !['ok', 'read_only', 'failed'].includes(outcome),
);
export type FailureCode = Exclude<TrialOutcome, 'ok' | 'read_only' | 'failed'>;

/** Reads back what was written of an outage; what a later version wrote is not known here. */
export const knownCode = (code: string | null): FailureCode | null =>
  failureCodes.find((each) => each === code) ?? null;

/** What is looked at of an error: node's code, and what an IMAP client notes. */
type Facts = {
  name?: unknown;
  code?: unknown;
  authenticationFailed?: unknown;
  tlsFailed?: unknown;
  tokenFailure?: unknown;
  cause?: unknown;
  errors?: unknown;
};

const CHAIN_MAX = 5;
const unknownHost = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const unreachable = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EACCES']);
const timedOut = new Set(['ETIMEDOUT', 'CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);
// Node's names for what OpenSSL holds against a certificate (X509_V_ERR_…) or a handshake.
const tlsWords =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH)/;

/** An error and what it was caused by, the outermost first. */
function chainOf(error: unknown): Facts[] {
  const chain: Facts[] = [];
  let next = error;
  while (typeof next === 'object' && next !== null && chain.length < CHAIN_MAX) {
    const facts = next as Facts;
    chain.push(facts);
    next = facts.cause ?? (Array.isArray(facts.errors) ? facts.errors[0] : undefined);
  }
  return chain;
}

// Errors that say by their name what is the matter.
const named: Record<string, Exclude<TrialOutcome, 'ok'>> = {
  SealedPasswordError: 'secret_sealed',
  SecretFileError: 'secret_file',
  FolderRefusedError: 'folder',
  TokenLoginError: 'token_login',
  HostRefusedError: 'host_refused',
};

function connectingOutcome(error: unknown): Exclude<TrialOutcome, 'ok'> {
  const chain = chainOf(error);
  const failure = chain.find(({ tokenFailure }) => tokenFailure !== undefined)?.tokenFailure;
  const token = tokenFailures.find((each) => each === failure);
  if (token) return token;
  const name = chain.map((each) => String(each.name)).find((each) => Object.hasOwn(named, each));
  if (name !== undefined && named[name]) return named[name];
  if (chain.some(({ authenticationFailed }) => authenticationFailed)) return 'credentials';
  const codes = chain.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  if (codes.some((code) => unknownHost.has(code))) return 'host_unknown';
  if (codes.includes('ECONNREFUSED')) return 'refused';
  if (codes.some((code) => unreachable.has(code))) return 'unreachable';
  if (codes.some((code) => timedOut.has(code))) return 'timed_out';
  if (chain.some(({ tlsFailed }) => tlsFailed) || codes.some((code) => tlsWords.test(code)))
    return 'tls';
  return 'failed';
}

/** Names what a failed test failed at. */
export function outcomeOf(step: TrialStep, error: unknown): Exclude<TrialOutcome, 'ok'> {
  if (step === 'time') return 'timed_out';
  const outcome = connectingOutcome(error);
  if (outcome !== 'failed') return outcome;
  if (step === 'secret') return 'secret_file';
  if (step === 'flags') return 'read_only';
  return step === 'folder' ? 'folder' : 'failed';
}

/** What a failure of a connector is about; undefined when it is not known, so that its words alone tell. */
export function failureCodeOf(error: unknown): FailureCode | undefined {
  return knownCode(connectingOutcome(error)) ?? undefined;
}

/** For each outcome: what is the matter, and what to do. */
export const outcomeTexts: Record<TrialOutcome, { text: string; advice: string | null }> = {
  ok: { text: 'The mailbox can be read.', advice: null },
  secret_file: {
    text: 'The file with the password or token cannot be read.',
    advice: 'Check passwordFile in the configuration, and that Redress may read the file.',
  },
  secret_sealed: {
    text: 'The stored password cannot be opened: SECRET_KEY is another one than when it was saved.',
    advice: 'Enter the password again, or start Redress with the SECRET_KEY it had.',
  },
  host_refused: {
    text: 'Redress may not connect to this host or port.',
    advice:
      'Name a public mail server on 993 or 143, or have the network or port allowed in the configuration (channels.consoleMailboxes).',
  },
  host_unknown: {
    text: 'There is no server of this name.',
    advice: 'Check the host for a slip, and the name server of this machine.',
  },
  refused: {
    text: 'Nothing listens on this port of the server.',
    advice: 'Check the port (993 for tls, 143 for starttls) and that the server runs.',
  },
  unreachable: {
    text: 'No way leads to the server.',
    advice: 'Check the network and the firewall between this machine and the server.',
  },
  timed_out: {
    text: 'The server did not answer in time.',
    advice: 'Check host and port, and whether a firewall drops the connection; then test again.',
  },
  tls: {
    text: 'No encrypted connection came about.',
    advice:
      'Check the encryption (tls for 993, starttls for 143), and that the certificate is valid for this host.',
  },
  credentials: {
    text: 'The server refused the user or the password.',
    advice:
      'Check the user, renew the password or token, and see that IMAP is allowed for the account.',
  },
  token_unreachable: {
    text: 'The token end point cannot be asked now.',
    advice:
      'Check the network and the firewall between this machine and the provider; then test again.',
  },
  token_host_refused: {
    text: 'Redress may not ask this host for access tokens.',
    advice:
      'Check the token address, or have its host allowed in the configuration (channels.consoleMailboxes.tokenHosts).',
  },
  client_refused: {
    text: 'The provider refused the application.',
    advice:
      'Check tenant, client id and client secret, and whether the secret has expired: then make a new one there and enter it here.',
  },
  grant_refused: {
    text: 'The authorisation is no longer valid.',
    advice: 'Authorise the mailbox again at the provider, and enter the new refresh token here.',
  },
  scope_refused: {
    text: 'The application may not read mail.',
    advice:
      'Give it the right to IMAP at the provider (with Microsoft: IMAP.AccessAsApp or IMAP.AccessAsUser.All, and the consent of an administrator).',
  },
  token_failed: {
    text: 'The token end point answered what was not understood.',
    advice: 'Check provider, tenant and token address; what it said stands below.',
  },
  token_login: {
    text: 'The mail server refused the access token.',
    advice:
      'Check the user, that IMAP is allowed for the mailbox, and that the application may read it (with Microsoft 365: a service principal with access to the mailbox in Exchange).',
  },
  folder: {
    text: 'Signing in works, but the folder cannot be opened.',
    advice: 'Check the folder: it must be there, written as the server writes it.',
  },
  read_only: {
    text: 'Signing in works, but mails in the folder cannot be marked.',
    advice:
      'Give the account the right to change the folder, choose another flag, or choose that nothing is done to stored mails.',
  },
  failed: {
    text: 'The connection broke, or the server answered what was not understood.',
    advice: 'Test again in some minutes; if it stays so, ask whoever runs the mail server.',
  },
};
