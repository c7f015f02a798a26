// The contract of the bus: what every adapter must hold, on a real PostgreSQL and, for Kafka, a real broker.
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { failureContract } from './bus-failures.ts';
import { killContract } from './bus-kills.ts';
import { orderContract } from './bus-order.ts';
import { propertyContract } from './bus-property.ts';
import { type Carrier, createRig, type Rig } from './bus-rig.ts';

/** Gives the rig once it stands; tests are declared before. */
export type GetRig = () => Rig;

/** Declares the contract for a carrier, and what it must hold besides. */
export function busContract(
  name: string,
  openCarrier: () => Promise<Carrier>,
  besides: (getRig: GetRig) => void = () => {},
): void {
  describe(name, () => {
    let carrier: Carrier | undefined;
    let rig: Rig | undefined;
    const getRig: GetRig = () => {
      if (!rig) throw new Error('the rig does not stand yet');
      return rig;
    };
    beforeAll(async () => {
      carrier = await openCarrier();
      rig = await createRig(carrier);
    });
    afterEach(() => rig?.endAll());
    afterAll(async () => {
      await rig?.close();
      await carrier?.close();
    });
    orderContract(getRig);
    failureContract(getRig);
    propertyContract(getRig);
    killContract(getRig);
    besides(getRig);
  });
}
