// What the receiving server found about SPF, DKIM and DMARC (RFC 8601), believed only from the server that is configured.
import { allOf, type Header } from './headers.ts';

const aligned = (domain: string | undefined, from: string): boolean =>
  domain !== undefined &&
  (from === domain || from.endsWith(`.${domain}`) || domain.endsWith(`.${from}`));

function verdictOf(results: string, fromDomain: string): 'pass' | 'fail' | undefined {
  const dmarc = /\bdmarc\s*=\s*(\w+)/i.exec(results)?.[1]?.toLowerCase();
  if (dmarc === 'pass') return 'pass';
  if (dmarc === 'fail' || dmarc === 'permerror') return 'fail';
  for (const part of results.split(';')) {
    if (!/\bdkim\s*=\s*pass\b/i.test(part)) continue;
    const domain = /\bheader\.[di]\s*=\s*@?([\w.-]{1,255})/i.exec(part)?.[1]?.toLowerCase();
    if (aligned(domain, fromDomain)) return 'pass';
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
    const results = value.slice(0, 4000);
    const authservId = results.split(/[\s;]/, 1)[0]?.toLowerCase();
    if (authservId !== trustedAuthservId.toLowerCase()) continue;
    const verdict = verdictOf(results.slice(authservId.length), fromDomain);
    if (verdict) return verdict;
  }
  return 'none';
}
