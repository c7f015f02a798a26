// The real parts that tests run against: Java and Kafka's jars, Dovecot, Chromium, nginx. Installs what is missing, or says what is.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { ensureKafkaJars } from './kafka.ts';

const isOnPath = (program: string): boolean =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some((folder) =>
    existsSync(`${folder}/${program}`),
  );

/** A program that must be there, and the Debian package that brings it. */
const programs = [
  { program: 'java', aptPackage: 'openjdk-17-jre-headless' },
  { program: 'mvn', aptPackage: 'maven' },
  { program: 'dovecot', aptPackage: 'dovecot-imapd' },
  { program: 'chromium', aptPackage: 'chromium' },
  { program: 'nginx', aptPackage: 'nginx' },
];

function installByApt(packages: string[]): void {
  const isRoot = process.getuid?.() === 0;
  const apt = (...args: string[]): void => {
    const [command = 'apt-get', ...rest] = [...(isRoot ? [] : ['sudo', '-n']), 'apt-get', ...args];
    execFileSync(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  process.stderr.write(`installing ${packages.join(', ')} …\n`);
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/**
 * Makes sure that all real parts are there.
 * @throws Error naming what is missing: a missing part fails the run, it is never skipped.
 */
export function ensureRealParts(): void {
  const missing = programs.filter(({ program }) => !isOnPath(program));
  if (missing.length > 0) {
    try {
      installByApt(missing.map(({ aptPackage }) => aptPackage));
    } catch (error) {
      const names = missing
        .map(({ program, aptPackage }) => `${program} (package ${aptPackage})`)
        .join(', ');
      throw new Error(
        `the tests need ${names}, and installing them by apt failed: install them by hand`,
        { cause: error },
      );
    }
  }
  const still = programs.filter(({ program }) => !isOnPath(program));
  if (still.length > 0)
    throw new Error(`the tests need ${still.map(({ program }) => program).join(', ')}`);
  ensureKafkaJars();
}
