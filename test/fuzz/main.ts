// Tries the API against its own document by schemathesis (PyPI), on a scratch instance of its own: starts, runs, stops, counts.
// Run: node test/fuzz/main.ts [--seconds 600] [--schemathesis PATH] [--seed N]; test/fuzz/schemathesis.md says how to get it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tableText } from '#shared/cli.ts';
import { eventually, freePort, redress, startProcess } from '../harness/product.ts';
import { type Counts, countReport } from './count-report.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    schemathesis: { type: 'string', default: '/tmp/schemathesis/bin/schemathesis' },
    seed: { type: 'string', default: '1' },
  },
});

// Who it is tried as: most commands are open to a manager, the record's and the settings' only to an administrator.
const roles = ['department_manager', 'admin'];
const secondsEach = Math.max(20, Math.floor(Number(values.seconds) / roles.length));

// The checks of the contract: what the document says is what comes. Others (whether each odd body is refused) judge the
// document’s strictness, which tests of the schemas hold.
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
];

// An administrator finds their own token in the list, and ends it: tried last of all, alone.
const endsAccess = ['revokeToken'];
const LAST_SECONDS = 10;

const folder = mkdtempSync(join(tmpdir(), 'redress-fuzz-'));
// As root the embedded PostgreSQL runs as nobody, who must reach its folder.
chmodSync(folder, 0o755);
const environment = {
  PORT: String(await freePort()),
  SMTP_INLET_PORT: '0',
  REDRESS_DATA: join(folder, 'data'),
  INTAKE_RATE_LIMIT: '0',
};

type Operation = { security?: unknown };

/** The document without ways to sign in: schemathesis would make up cookies and tokens beside the one that it is given. */
function withoutSecurity(api: Record<string, unknown>): Record<string, unknown> {
  const { securitySchemes: _, ...components } = (api.components ?? {}) as Record<string, unknown>;
  for (const path of Object.values((api.paths ?? {}) as Record<string, Record<string, Operation>>))
    for (const operation of Object.values(path)) delete operation.security;
  return { ...api, components };
}

async function runAs(role: string, url: string, token: string): Promise<Counts> {
  const bearer = { Authorization: `Bearer ${token}` };
  // A case of its own for the commands to be tried on.
  const opened = await fetch(`${url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'It broke on the first day.', email: `${role}@example.com` }),
  });
  const { reference } = (await opened.json()) as { reference: string };
  await eventually('the case', async () => {
    const answer = await fetch(`${url}/api/v1/cases/${reference}`, { headers: bearer });
    return answer.ok;
  });
  const [config, document, report] = ['toml', 'json', 'ndjson'].map((end) =>
    join(folder, `${role}.${end}`),
  ) as [string, string, string];
  writeFileSync(config, `[parameters]\n"path.reference" = "${reference}"\n`);
  const described = await fetch(`${url}/api/v1/openapi.json`, { headers: bearer });
  const { security: _, ...api } = (await described.json()) as Record<string, unknown>;
  writeFileSync(document, JSON.stringify(withoutSecurity(api)));
  const tried = async (seconds: number, which: string[]): Promise<string> => {
    const child = spawn(
      values.schemathesis,
      [
        ...['--config-file', config, 'run', document, '--url', url],
        ...['-H', `Authorization: Bearer ${token}`, '--seed', values.seed],
        ...['--continue-on-failure', '--max-time', String(seconds), ...which],
        // The pages are HTML for people; their own tests hold them. Signing out would end the run.
        ...['--exclude-path-regex', '^/($|status|survey)|/sessions?(/|$)'],
        ...['--checks', checks.join(','), '--report-ndjson-path', report],
      ],
      { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    await once(child, 'exit');
    return readFileSync(report, 'utf8');
  };
  const most = await tried(
    secondsEach - LAST_SECONDS,
    endsAccess.flatMap((id) => ['--exclude-operation-id', id]),
  );
  // From there on all the rest would be refused, and show nothing.
  const shutOut = countReport(most).byStatus.get(401) ?? 0;
  if (shutOut > 0)
    throw new Error(
      `${role}: ${shutOut} calls were answered 401: some operation ended its access; add it to endsAccess.`,
    );
  const last = await tried(
    LAST_SECONDS,
    endsAccess.flatMap((id) => ['--include-operation-id', id]),
  );
  return countReport(`${most}\n${last}`);
}

let product: Awaited<ReturnType<typeof startProcess>> | undefined;
try {
  product = await startProcess(environment);
  const rows: string[][] = [];
  let isSound = true;
  for (const role of roles) {
    const email = `${role.replace('_', '.')}@example.com`;
    await redress(environment, 'user', 'add', '--name', role, '--email', email, '--role', role);
    const token = await redress(environment, 'token', 'create', email);
    const { calls, serverErrors, breaches, faults, taken, operations, byStatus } = await runAs(
      role,
      product.url,
      token,
    );
    const answered = [...byStatus].sort(([one], [other]) => one - other);
    rows.push([
      ...[role, String(secondsEach), String(calls), `${taken} of ${operations}`],
      ...[String(serverErrors), String(breaches)],
      answered.map(([status, count]) => `${count} × ${status}`).join(', '),
    ]);
    for (const fault of faults) process.stdout.write(`${role}: ${fault}\n`);
    isSound &&= calls > 0 && serverErrors === 0 && breaches === 0;
  }
  process.stdout.write(
    `\n${tableText(['AS', 'SECONDS', 'CALLS', 'OPERATIONS TAKEN', '5XX', 'BREACHES', 'ANSWERS'], rows)}\n`,
  );
  process.exitCode = isSound ? 0 : 1;
} finally {
  await product?.stop();
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
  else process.stdout.write(`its files are kept in ${folder}\n`);
}
