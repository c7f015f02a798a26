// Where property tests begin: everywhere the same seed, so that what refuses a change is the change and not the day's luck. New
// ground is looked over by PROPERTY_SEED=random (or a number, to try again what a failure names), and more of it by PROPERTY_TIMES=10.
import fc from 'fast-check';

const { PROPERTY_SEED: asked, PROPERTY_TIMES: times = '1' } = process.env;
if (asked !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 20_261_124) });

/** How often a property of random lives is tried. */
export const runs = (usual: number): number => usual * Number(times);
