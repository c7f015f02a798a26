// What an operator sees of one complaint in the logs: its trace id, from its acceptance to the mail that answers it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, freePort, startProcess } from '../harness/product.ts';
import { scratchFolder } from '../harness/topology.ts';

type Line = { level: string; service?: string; trace?: string; reference?: string; msg: string };

const linesOf = (output: string): Line[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

test('the trace id follows a complaint through the logs of the services, which carry nothing of its text or sender', async () => {
  const running = await startProcess({
    REDRESS_DATA: join(scratchFolder(), 'data'),
    PORT: String(await freePort()),
    SMTP_INLET_PORT: '0',
    LOG_LEVEL: 'info',
  });
  const answer = await fetch(`${running.url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'The MARKED parcel broke.', email: 'ada@customer.test' }),
  });
  const { reference } = (await answer.json()) as { reference: string };
  const trace = await eventually(
    'the line of the acceptance',
    () => linesOf(running.output()).find((line) => line.reference === reference)?.trace,
  );
  const seen = await eventually('the line of the acknowledgement', () => {
    const lines = linesOf(running.output()).filter((line) => line.trace === trace);
    return lines.some(({ msg }) => msg === 'message sent') && lines;
  });
  const services = seen.map(({ service }) => service);
  expect(services.filter((name) => name !== 'cases')).toEqual(['portal', 'classifier', 'notifier']);
  expect(running.output()).not.toMatch(/MARKED|ada@customer/);
  expect(await running.stop()).toBe(0);
});
