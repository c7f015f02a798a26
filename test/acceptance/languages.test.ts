// Customers are answered in their language: mails to the inlet and forms in Spanish and French, end to end; a language
// without texts falls back, and that shows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMail, sendMail } from '../harness/mail-client.ts';
import { eventually, redressJson } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { startTogether, type Topology, writeConfig } from '../harness/topology.ts';
import { acknowledgementTo, findCase, mailsTo, type Stage, signIn, users } from './main-job.ts';

let stage: Pick<Stage, 'product' | 'sink' | 'staff'>;
let product: Topology | undefined;
let sink: SmtpSink | undefined;

beforeAll(async () => {
  sink = await startSmtpSink();
  product = await startTogether({
    REDRESS_CONFIG: writeConfig({ users }),
    REDRESS_DATA: scratchFolder(),
    SMTP_URL: sink.url,
    INTAKE_RATE_LIMIT: '0',
  });
  stage = { product, sink, staff: await signIn(product) };
});

afterAll(async () => {
  const codes = await product?.stop();
  await sink?.stop();
  expect(codes).toEqual({ all: 0 });
});

type Told = { to: string; purpose: string; localeFallback: boolean };
const toldTo = async (address: string): Promise<Told[]> =>
  (await redressJson<Told[]>(stage.product.environment, 'mail', 'list')).filter(
    ({ to }) => to === address,
  );

const complaints = [
  {
    language: 'es',
    address: 'lucia@cliente.test',
    subject: 'Me han cobrado dos veces la factura',
    text: 'Buenos días:\n\nMe han cobrado dos veces la factura de octubre y nadie contesta al teléfono. Es una vergüenza. Quiero que me devuelvan el dinero.\n\nLucía Romero',
    opening: /^Hola:\n\nGracias por contárnoslo\./,
    promise: /a más tardar el: \p{L}+, \d{1,2} de \p{L}+ de 2\d{3}, \d\d:\d\d/u,
    status: 'Su caso está abierto',
    remedy: 'Para usted: Vale de regalo: 40,00\u00a0€',
  },
  {
    language: 'fr',
    address: 'chloe@client.test',
    subject: 'Facture prélevée deux fois',
    text: 'Bonjour,\n\nVous avez prélevé deux fois la facture d’octobre et personne ne répond au téléphone. C’est scandaleux. Je demande le remboursement.\n\nChloé Martin',
    opening: /^Bonjour,\n\nMerci de nous en avoir parlé\./,
    promise: /au plus tard le\u00a0: \p{L}+ \d{1,2} \p{L}+ 2\d{3} à \d\d:\d\d/u,
    status: 'Votre dossier est ouvert',
    remedy: 'Pour vous\u00a0: Bon cadeau\u00a0: 40,00\u00a0€',
  },
];

describe.each(complaints)('a complaint in $language', (complaint) => {
  const { address, language } = complaint;

  test('R10 by mail is acknowledged in its language, with the time as it is written there', async () => {
    await sendMail(stage.product.inletPort, { from: address, ...complaint });
    const { mail, reference, statusUrl } = await acknowledgementTo(stage, address);
    expect(mail.text).toMatch(complaint.opening);
    expect(mail.text).toMatch(complaint.promise);
    expect(mail.headers.get('content-language')).toBe(language);
    expect(mail.html).toContain(`<html lang="${language}">`);
    expect(mail.text).not.toMatch(/Lucía|Chloé|vergüenza|scandaleux/);
    expect(await findCase(stage, reference)).toMatchObject({
      language,
      kind: 'complaint',
      category: 'billing',
    });
    const page = await fetch(statusUrl, {
      headers: { 'accept-language': `${language}, en;q=0.5` },
    });
    const html = await page.text();
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(complaint.status);
    expect(html).toContain(reference);
    expect(await toldTo(address)).toMatchObject([
      { purpose: 'acknowledgement', localeFallback: false },
    ]);
  });

  test('R38 is compensated in its language, with the remedy named in it and the amount as it is written there', async () => {
    const { reference } = await acknowledgementTo(stage, address);
    const { frontline, supervisor, manager } = stage.staff;
    if ((await findCase(stage, reference)).severity !== 'moderate') {
      const correction = { severity: 'moderate', reason: 'charged twice' };
      expect((await manager.command(reference, 'correct', correction)).status).toBe(200);
    }
    const proposal = { option: 'gift_voucher', amount: '40.00', reason: 'charged twice' };
    expect((await frontline.command(reference, 'propose-remedy', proposal)).status).toBe(200);
    const approval = { remedyId: 'R1' };
    expect((await supervisor.command(reference, 'approve-remedy', approval)).status).toBe(200);
    const sent = await eventually('the compensation', () => mailsTo(stage, address)[1]);
    expect((await readMail(sent.raw)).text).toContain(complaint.remedy);
  });

  test('R01 R10 by the form in its language is thanked and acknowledged in it', async () => {
    const from = `form-${address}`;
    const headers = { 'accept-language': language };
    const page = await (await fetch(stage.product.url('portal'), { headers })).text();
    const action = /<form[^>]+action="([^"]*)"/.exec(page)?.[1]?.replace('&#x3D;', '=') ?? '';
    expect(action).toBe(`/?lang=${language}`);
    const form = new FormData();
    form.set('email', from);
    form.set('message', complaint.text);
    const answer = await fetch(new URL(action, stage.product.url('portal')), {
      method: 'POST',
      body: form,
    });
    expect(answer.status).toBe(202);
    expect(await answer.text()).toContain(`<html lang="${language}">`);
    const { mail, reference } = await acknowledgementTo(stage, from);
    expect(mail.text).toMatch(complaint.opening);
    expect(await findCase(stage, reference)).toMatchObject({ language });
  });
});

test('field 3.23 a language without texts is answered in the policy’s first, and that is flagged', async () => {
  const from = 'sanne@klant.test';
  await sendMail(stage.product.inletPort, {
    from,
    subject: 'Pakket kapot aangekomen',
    text: 'Goedendag,\n\nHet pakket is kapot aangekomen en niemand geeft antwoord op mijn berichten. Ik wil mijn geld terug.\n\nSanne de Vries',
  });
  const { mail, reference } = await acknowledgementTo(stage, from);
  expect(mail.text).toMatch(/^Hello,\n/);
  expect(mail.headers.get('content-language')).toBe('en');
  expect(await findCase(stage, reference)).toMatchObject({ language: 'nl' });
  expect(await toldTo(from)).toMatchObject([{ purpose: 'acknowledgement', localeFallback: true }]);
});
