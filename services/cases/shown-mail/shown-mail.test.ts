// What a stranger's HTML becomes: hundreds of attacks come out harmless, what was said stays, quotes are folded.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attackMarkup } from '../../../test/corpus/attacks/markup.ts';
import { gate } from './gate.ts';
import { htmlOfText } from './plain-text.ts';
import { readHtml, shownHtml, shownText } from './read-html.ts';

// A reading of the result that shares nothing with the code: every "<" begins one of these, with these attributes.
const harmless =
  /^(?:[^<>]|<\/?(?:a|abbr|b|bdi|blockquote|br|caption|code|dd|del|div|dl|dt|em|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|details|summary)(?: (?:open|dir="(?:ltr|rtl)"|style="[a-z :;0-9-]*"|title="[^"<>]*"|alt="[^"<>]*"|href="(?:https?:\/\/|mailto:)[^"<>]*"|target="_blank"|rel="noopener noreferrer nofollow"|src="data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*"|(?:col|row)span="\d{1,2}"|data-part="(?:quoted|signature|image)"))*>)*$/;
const isHarmless = (html: string): boolean => harmless.test(html);

describe('attacks', () => {
  test(`S1 S3 ${attackMarkup.length} attacks come out as plain elements`, () => {
    expect(attackMarkup.length).toBeGreaterThan(1000);
    const through = attackMarkup.filter((attack) => !isHarmless(shownHtml(attack).html));
    expect(through).toEqual([]);
  });

  test('S1 the gate alone lets none of them through: it trusts no sanitiser', () => {
    expect(attackMarkup.filter((attack) => !isHarmless(gate(attack)))).toEqual([]);
  });

  test('S2 an attack as plain text is that text', () => {
    for (const attack of attackMarkup) expect(isHarmless(shownText(attack).html)).toBe(true);
    expect(shownText('<b>x</b> & "y"').html).toContain('&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;');
  });

  test('S3 pieces of attacks in any order, cut anywhere, come out harmless', () => {
    const piece = fc.oneof(
      fc.constantFrom(...attackMarkup),
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '</',
        '-->',
        '<!--',
        '&',
        '&#',
        ';',
        '=',
        '/',
        '`',
        '\u0000',
      ),
      fc.string({ maxLength: 8 }),
    );
    const mail = fc
      .tuple(fc.array(piece, { maxLength: 8 }), fc.nat(400), fc.nat(400))
      .map(([pieces, from, upTo]) => pieces.join('').slice(from, from + 40 + upTo * 4));
    fc.assert(
      fc.property(mail, (html) => isHarmless(shownHtml(html).html) && isHarmless(gate(html))),
      { numRuns: 1500 },
    );
  });
});

describe('what is left', () => {
  const shown = (html: string) => shownHtml(html);

  test('S20 pictures from outside are left out and counted; a link says where it leads', () => {
    const mail = shown(
      '<p>Hi <img src="https://evil.test/p.gif" width=1> <a href="https://shop.test/a?b=1&c=2" onclick=x>my bank</a></p>',
    );
    expect(mail.remoteImages).toBe(1);
    expect(mail.html).toBe(
      '<p>Hi  <a href="https://shop.test/a?b=1&amp;c=2" title="https://shop.test/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">my bank</a></p>',
    );
  });

  test('words, lists, tables and emphasis stay; colours, sizes and hidden text do not', () => {
    const { html } = shown(
      '<h1>Late</h1><ul><li><b style="color:#fff;font-weight:bold">one</b></li></ul><table width=600><tr><td colspan=2 align=right>12</td></tr></table><div style="display:none">preheader</div>',
    );
    expect(html).toBe(
      '<h1>Late</h1><ul><li><b style="font-weight:bold;">one</b></li></ul><table><tr><td style="text-align:right;" colspan="2">12</td></tr></table>',
    );
  });

  test.each([
    ['Gmail', '<p>New</p><div class="gmail_quote">old</div>', 'old'],
    ['Thunderbird', '<p>New</p><blockquote type="cite">old</blockquote>', 'old'],
    ['Outlook', '<div><p>New</p><div id="divRplyFwdMsg">From</div><p>old</p></div>', 'old'],
    [
      'Outlook on the desktop',
      '<div><p>New</p><div style="border:none;border-top:solid #E1E1E1 1.0pt">From</div><p>old</p></div>',
      'old',
    ],
    ['plain text', undefined, '&gt; old'],
  ])('%s: what is quoted is folded, what is new is not', (_, html, old) => {
    const mail = html ? shown(html) : shownText('New\n\nOn Monday Ann wrote:\n> old\n');
    const at = mail.html.indexOf('<details data-part="quoted">');
    expect(at).toBeGreaterThan(0);
    expect(mail.html.indexOf('New')).toBeLessThan(at);
    expect(mail.html.indexOf(old)).toBeGreaterThan(at);
    expect(mail.html.match(/<details/g)).toHaveLength(mail.html.match(/<\/details>/g)?.length ?? 0);
  });

  test('a signature is folded; a mail that is nothing but a quote is open', () => {
    expect(shown('<p>x</p><div class="gmail_signature">CEO</div>').html).toContain(
      '<details data-part="signature">',
    );
    expect(shownText('x\n-- \nCEO').html).toContain('<details data-part="signature">');
    expect(shown('<div class="gmail_quote">forwarded</div>').html).toMatch(/^<details open /);
  });

  test('addresses in plain text can be followed', () => {
    expect(htmlOfText('see https://a.test/x?y=1&z=2.')).toContain(
      '<a href="https://a.test/x?y=1&amp;z=2" title="https://a.test/x?y=1&amp;z=2">https://a.test/x?y=1&amp;z=2</a>.',
    );
  });
});

describe('mails', () => {
  const mail = (parts: string): Uint8Array =>
    Buffer.from(
      `From: a@b.test\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n${parts}--B--\r\n`,
    );
  const part = (headers: string, body: string) => `--B\r\n${headers}\r\n\r\n${body}\r\n`;
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');

  test('S4 a picture of the mail is shown by what its bytes are, not by what it is called', async () => {
    const html = '<p>x<img src="cid:one"><img src="CID:two"><img src="cid:none" alt="gone"></p>';
    const base64 = 'Content-Transfer-Encoding: base64';
    const { html: shown } = await readHtml(
      mail(
        part('Content-Type: text/html', html) +
          part(`Content-Type: application/pdf\r\nContent-ID: <one>\r\n${base64}`, png) +
          part(
            `Content-Type: image/png\r\nContent-ID: <two>\r\n${base64}`,
            Buffer.from('<svg onload=boom()>').toString('base64'),
          ),
      ),
    );
    expect(shown).toBe(
      `<p>x<img alt="" src="data:image/png;base64,${png}"><span data-part="image">gone</span></p>`,
    );
  });

  test('a mail without HTML is shown by its text', async () => {
    const shown = await readHtml(mail(part('Content-Type: text/plain', 'a <b>\r\n> q')));
    expect(shown.from).toBe('text');
    expect(shown.html).toContain('a &lt;b&gt;');
    expect(shown.html).toContain('<details data-part="quoted">');
  });
});
