// Names the tests that passed only at a second try, at the end of a run: each is a fault to be found, in the test or in the product.
import type { Reporter, TestCase } from 'vitest/node';

/** A reporter of the test runner, which makes one from the default export of a file. */
export default class SecondTryReporter implements Reporter {
  readonly #names: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky)
      this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    for (const name of this.#names) process.stdout.write(`SECOND TRY  ${name}\n`);
  }
}
