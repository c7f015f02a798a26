// What is looked up while somebody tells: the call guide, known customers, likely duplicates, what may be given.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';
import { channelOf, type Fields } from './call-form.ts';

export type Customer = Schema<'KnownCustomer'>;
export type Duplicate = Schema<'LikelyDuplicate'>;
export type LookedUpBy = 'name' | 'email' | 'phone' | 'orderNumber';

const TYPED_MIN = 2;
const SAID_MIN = 20;

/** The call guide in a language. */
export const guideQuery = (language: string) => {
  const locale = language.slice(0, 2);
  return queryOptions({
    queryKey: ['call-guide', locale],
    staleTime: 10 * 60_000,
    queryFn: () => answered(api.GET('/api/v1/call-guide', { params: { query: { locale } } })),
  });
};

/** Customers of earlier cases; each asking stands on record, so it is asked only while somebody types. */
export const customersQuery = (by: LookedUpBy, said: string, wanted: boolean) => {
  const typed = said.trim();
  return queryOptions({
    queryKey: ['known-customers', by, typed],
    enabled: wanted && typed.length >= TYPED_MIN,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    queryFn: async () => {
      const body = { by, typed };
      return (await answered(api.POST('/api/v1/complaint-log/customers', { body }))).customers;
    },
  });
};

/** Open cases that may be the same complaint. */
export const duplicatesQuery = (fields: Fields) => {
  const { email, phone, orderNumber, message = '' } = fields;
  const said = message.trim().length >= SAID_MIN ? { message: message.trim() } : {};
  const body = {
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(orderNumber ? { orderNumber } : {}),
    ...said,
  };
  return queryOptions({
    queryKey: ['likely-duplicates', body],
    enabled: Object.keys(body).length > 0,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    queryFn: async () =>
      (await answered(api.POST('/api/v1/complaint-log/duplicates', { body }))).duplicates,
  });
};

/** What one may give at once to this customer, and what the caps have left. */
export const powersQuery = (fields: Fields, language: string) => {
  const { email, phone } = fields;
  const body = {
    ...{ channel: channelOf(fields), severity: 'minor' as const, locale: language.slice(0, 2) },
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
  };
  return queryOptions({
    queryKey: ['own-powers', body],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: () => answered(api.POST('/api/v1/complaint-log/remedies', { body })),
  });
};
