// The port by which cases learn of orders and customers in other systems (R21). How they are asked: http-lookup.ts.
import type { Clock } from '#shared/clock.ts';
import { RequestError } from '#shared/errors.ts';
import type { Log } from '#shared/log.ts';
import { createHttpLookup, type FindOne, type Found } from './http-lookup.ts';
import { type LookupConfig, lookupPlaces } from './lookup-config.ts';

/** Finds orders and customers. Both throw RequestError: 404 when there is none, 503 when the other system does not answer. */
export type Lookup = {
  order(number: string): Promise<NonNullable<Found>>;
  customer(email: string): Promise<NonNullable<Found>>;
};

const KINDS = { orders: 'order', customers: 'customer' } as const;

function finder(
  what: 'orders' | 'customers',
  find: FindOne | undefined,
): (parameter: string) => Promise<NonNullable<Found>> {
  return async (parameter) => {
    if (!find)
      throw new RequestError(
        409,
        'lookup_not_set_up',
        `Looking up ${what} is not set up (cases.lookup.${what} of REDRESS_CONFIG): add what you know as a record.`,
      );
    const found = await find(parameter);
    if (!found) throw new RequestError(404, 'not_found', `There is no such ${KINDS[what]}.`);
    return found;
  };
}

/** Makes the look-up. */
export function createLookup(config: LookupConfig, deps: { clock: Clock; log: Log }): Lookup {
  const { orders, customers } = config;
  return {
    order: finder(
      'orders',
      orders && createHttpLookup('orders', lookupPlaces.orders, orders, deps),
    ),
    customer: finder(
      'customers',
      customers && createHttpLookup('customers', lookupPlaces.customers, customers, deps),
    ),
  };
}
