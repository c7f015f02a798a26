// What the receiving server found about SPF, DKIM and DMARC (RFC 8601), believed only from the server that is configured.
import { allOf, type Header } from './headers.ts';

const aligned = (domain: string | undefined, from: string): boolean =>
  domain !== undefined &&
  (from === domain || from.endsWith(`.${domain}`) || domain.endsWith(`.${from}`));

// Comments (RFC 5322 §3.2.2) and quoted strings hold what the sender chose: names of hosts and mailboxes. They become blanks.
// undefined: they do not end, so nothing after them can be told apart.
function withoutSenderWords(results: string): string | undefined {
  let plain = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < results.length; at++) {
    const character = results[at] as string;
    if (character === '\\' && (quoted || depth > 0)) at++;
    else if (character === '"' && depth === 0) quoted = !quoted;
    else if (character === '(' && !quoted) depth++;
    else if (character === ')' && !quoted && depth > 0) depth--;
    else if (!quoted && depth === 0) plain += character;
    if (quoted || depth > 0) plain += ' ';
  }
  return quoted || depth > 0 ? undefined : plain;
}

/**
 * The verdict of one field (RFC 8601 §2.2). A method counts only where a result begins: a sender may call their mailbox
 * `dmarc=pass`, and it then stands in a property.
 */
function verdictOf(field: string, fromDomain: string): 'pass' | 'fail' | undefined {
  const results = (withoutSenderWords(field) ?? '').split(';').map((result) => result.trim());
  const methods = results.map((result) => /^(\w+)(?:\/\d+)?\s*=\s*(\w+)(?:\s|$)/.exec(result));
  const dmarc = methods.filter((method) => method?.[1]?.toLowerCase() === 'dmarc');
  const verdicts = dmarc.map((method) => method?.[2]?.toLowerCase());
  if (verdicts.some((verdict) => verdict === 'fail' || verdict === 'permerror')) return 'fail';
  if (verdicts.includes('pass')) return 'pass';
  for (const [at, method] of methods.entries()) {
    if (method?.[1]?.toLowerCase() !== 'dkim' || method[2]?.toLowerCase() !== 'pass') continue;
    const property = /\sheader\.[di]\s*=\s*@?([\w.-]{1,255})(?=\s|$)/i.exec(results[at] ?? '');
    if (aligned(property?.[1]?.toLowerCase(), fromDomain)) return 'pass';
  }
  return undefined;
}

/**
 * The verdict of the trusted server about the author's domain. The topmost field with a verdict counts: a server writes
 * above what the sender wrote. Without a trusted server nothing is believed.
 */
export function authentication(
  headers: Header[],
  trustedAuthservId: string | undefined,
  fromAddress: string | undefined,
): 'pass' | 'fail' | 'none' {
  if (!trustedAuthservId) return 'none';
  const fromDomain = fromAddress?.slice(fromAddress.lastIndexOf('@') + 1).toLowerCase() ?? '';
  for (const value of allOf(headers, 'authentication-results')) {
    const authservId = value.split(/[\s;]/, 1)[0]?.toLowerCase();
    if (authservId !== trustedAuthservId.toLowerCase()) continue;
    const verdict = verdictOf(value.slice(authservId.length), fromDomain);
    if (verdict) return verdict;
  }
  return 'none';
}
