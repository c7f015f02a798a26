// What docker-compose.yml and deploy/Dockerfile say, read; and the same topology as plain processes: the image's files and
// packages only, the containers' commands and environments, with addresses of this machine in place of the containers'.
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { scratchFolder } from './scratch.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A container as the tests need to know it. */
export type Container = {
  image: string;
  command?: string[];
  user?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  networks: string[];
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart: string;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string | string[] };
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
};

export type Compose = {
  services: Record<string, Container>;
  networks: Record<string, { internal?: boolean }>;
  secrets: Record<string, { file: string }>;
  configs: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
};

/** The file with anchors and merge keys resolved, variables as they stand. */
export const readCompose = (): Compose =>
  parse(read('docker-compose.yml'), { merge: true, maxAliasCount: 1000 }) as Compose;

/** `${NAME:-default}` with the values given, innermost first, as compose does. */
export function interpolate(text: string, given: Record<string, string> = {}): string {
  const inner = /\$\{([A-Z_]+):-([^${}]*)\}/;
  let out = text;
  for (let found = inner.exec(out); found; found = inner.exec(out))
    out = out.replace(found[0], () => given[found?.[1] ?? ''] || (found?.[2] ?? ''));
  return out;
}

/** The variables that the file leaves to whoever runs it. */
export const variablesOf = (): string[] =>
  [...new Set([...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name))]
    .map(String)
    .sort();

type Dockerfile = { base: string[]; copied: { from: string[]; to: string }[]; text: string };

/** Stages and what the last one copies out of the project. */
export function readDockerfile(): Dockerfile {
  const text = read('deploy/Dockerfile');
  const last = text.slice(text.lastIndexOf('\nFROM '));
  const copied = [...last.matchAll(/^COPY (?!--)(.+)$/gm)].map(([, line = '']) => {
    const words = line.trim().split(/\s+/);
    return { from: words.slice(0, -1), to: words.at(-1) ?? '' };
  });
  return { base: [...text.matchAll(/^FROM (\S+)/gm)].map(([, name = '']) => name), copied, text };
}

/** The rules of .dockerignore: what is let in, and which endings are not. */
export function readIgnored(): { kept: string[]; endings: string[] } {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  return {
    kept: lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1)),
    endings: lines.filter((line) => line.startsWith('**/')).map((line) => line.slice(3)),
  };
}

type Lock = { packages: Record<string, Record<string, unknown>> };

/** The packages that `npm ci --omit=dev --omit=optional` installs at the top. */
export const imagePackages = (): string[] =>
  Object.entries((JSON.parse(read('package-lock.json')) as Lock).packages)
    .filter(([path, { dev, optional, devOptional }]) => path && !dev && !optional && !devOptional)
    .map(([path]) => path.replace(/^node_modules\//, ''))
    .filter((name) => !name.includes('node_modules/'));

/** A folder that holds what the image holds. Packages are links; run node in it with --preserve-symlinks. */
export function makeImageFolder(): string {
  const folder = scratchFolder();
  const { endings } = readIgnored();
  const isKept = (path: string): boolean =>
    !endings.some((ending) => path.endsWith(ending.replace(/^\*/, '')));
  for (const { from, to } of readDockerfile().copied) {
    for (const source of from) {
      const target = to.endsWith('/')
        ? join(folder, to, source.split('/').at(-1) ?? '')
        : join(folder, to);
      cpSync(join(root, source), target, { recursive: true, filter: isKept });
    }
  }
  for (const name of imagePackages()) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  return folder;
}
