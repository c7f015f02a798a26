// Builds the console's app when its sources changed since the last build, before what serves it; a container is built with it.
// It needs the project's Node: a script calls it, never a `pre` script, whose shell still finds the Node of the machine.
// `--types` makes the types of the API for the type check instead, from the same routes that are served.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const stampFile = join(root, 'services/console/dist/.sources');

/** One digest over the sources and what they are built with. */
function digestOfSources() {
  const files = globSync('services/console/app/**/*.{ts,tsx,css,json,html,svg}', { cwd: root });
  const hash = createHash('sha256');
  for (const file of [...files, 'services/console/vite.config.ts', 'package-lock.json'].sort())
    if (!file.endsWith('openapi.d.ts')) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

async function makeTypes() {
  const { apiDocument } = await import('../services/api-reference.ts');
  const { default: typesOf, astToString } = await import('openapi-typescript');
  const types = astToString(await typesOf(JSON.parse(JSON.stringify(apiDocument('/')))));
  const file = join(root, 'services/console/app/api/openapi.d.ts');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== types) writeFileSync(file, types);
}

/** Beside each file its compressed forms, so that serving costs nothing. */
function compress() {
  const folder = join(root, 'services/console/dist/assets');
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  for (const name of globSync('*.{js,css,svg}', { cwd: folder })) {
    const bytes = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

function build() {
  const digest = digestOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return;
  process.stderr.write('building the console …\n');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const config = join(root, 'services/console/vite.config.ts');
  const result = spawnSync(
    process.execPath,
    [vite, 'build', '--config', config, '--logLevel', 'warn'],
    // Whoever builds, a test too, builds what is served.
    { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (result.status !== 0) {
    process.stderr.write('building the console failed: see the lines above\n');
    process.exit(1);
  }
  compress();
  writeFileSync(stampFile, digest);
}

if (process.argv.includes('--types')) await makeTypes();
else build();
