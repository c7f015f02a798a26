// What an operator sees of one complaint in the logs: its trace id, from its acceptance to the mail that answers it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sendMail } from '../harness/mail-client.ts';
import { eventually, freePort, startProcess } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';

type Line = { level: string; service?: string; trace?: string; reference?: string; msg: string };

const linesOf = (output: string): Line[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

/** The services that wrote of a complaint, in order, once it is acknowledged. */
async function servicesOf(output: () => string, reference: string): Promise<unknown[]> {
  const trace = await eventually(
    'the line of the acceptance',
    () => linesOf(output()).find((line) => line.reference === reference)?.trace,
  );
  const seen = await eventually('the line of the acknowledgement', () => {
    const lines = linesOf(output()).filter((line) => line.trace === trace);
    return lines.some(({ msg }) => msg === 'message sent') && lines;
  });
  return seen.map(({ service }) => service);
}

test('the trace id follows a complaint through the logs of the services, which carry nothing of its text or sender', async () => {
  const inletPort = await freePort();
  const running = await startProcess({
    REDRESS_DATA: join(scratchFolder(), 'data'),
    PORT: String(await freePort()),
    SMTP_INLET_PORT: String(inletPort),
    LOG_LEVEL: 'info',
  });
  const answer = await fetch(`${running.url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'The MARKED parcel broke.', email: 'ada@customer.test' }),
  });
  const { reference } = (await answer.json()) as { reference: string };
  expect(await servicesOf(running.output, reference)).toEqual([
    'portal',
    'classifier',
    'cases',
    'notifier',
  ]);
  await sendMail(inletPort, {
    from: 'bea@customer.test',
    subject: 'A MARKED lamp',
    text: 'The lamp is broken.',
  });
  const mailed = await eventually(
    'the line of the inlet',
    () => linesOf(running.output()).find(({ service }) => service === 'email')?.reference,
  );
  expect(await servicesOf(running.output, mailed)).toEqual([
    'email',
    'classifier',
    'cases',
    'notifier',
  ]);
  expect(running.output()).not.toMatch(/MARKED|@customer/);
  expect(await running.stop()).toBe(0);
});
