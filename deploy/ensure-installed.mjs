// Installs the dependencies when they are missing or older than the lockfile. Runs before every script, on whatever Node
// the machine has, with nothing installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
// npm writes this file last, so an install that was killed does not count.
const installed = changedAt(join(root, 'node_modules', '.package-lock.json'));
const isCurrent =
  installed >= changedAt(join(root, 'package-lock.json')) &&
  existsSync(join(root, 'node_modules', '.bin', 'node'));

if (!isCurrent) {
  process.stderr.write('installing dependencies …\n');
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm ? [process.execPath, npm] : ['npm'];
  const result = spawnSync(
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (result.status !== 0) {
    process.stderr.write(
      'installing dependencies failed: see the lines above; is the npm registry reachable?\n',
    );
    process.exit(1);
  }
}
