// Where property tests begin: everywhere the same seed, so that what refuses a change is the change and not the day's luck. New
// ground is looked over by PROPERTY_SEED=random (or a number, to try again what a failure names).
import fc from 'fast-check';

const { PROPERTY_SEED: asked } = process.env;
if (asked !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 20_261_124) });
