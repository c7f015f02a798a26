// Settings of the look-up of orders and customers in another system: where to ask, how long to wait, what to keep.
import { z } from 'zod';

const MINUTE_MS = 60_000;
const PLACE = { orders: '{number}', customers: '{email}' } as const;

/** Why a URL template is not one, or undefined: the place is in the path or the query, so that nobody else is ever asked. */
function templateFault(template: string, place: string): string | undefined {
  const parts = template.split(place);
  if (parts.length !== 2) return `expected ${place} in it, once`;
  const filled = parts.join('x');
  if (!URL.canParse(filled)) return 'expected a URL';
  const url = new URL(filled);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'expected a URL that begins with http:// or https://';
  if (url.username || url.password) return 'no passwords here: give headers in headersFile';
  const [before = ''] = parts;
  return before.length > url.origin.length && before.startsWith(`${url.origin}/`)
    ? undefined
    : `expected ${place} after the host, in the path or the query`;
}

const source = (place: string) =>
  z.strictObject({
    url: z
      .string()
      .max(2000)
      .superRefine((template, context) => {
        const message = templateFault(template, place);
        if (message) context.addIssue({ code: 'custom', message });
      })
      .describe(`Where to ask; ${place} stands for what is looked up, encoded.`),
    headersFile: z
      .string()
      .optional()
      .describe(
        'A file with one header a line, "Authorization: Bearer …": kept apart as a secret.',
      ),
    timeoutMs: z
      .int()
      .min(50)
      .max(MINUTE_MS)
      .default(3000)
      .describe('How long an answer may take, in milliseconds.'),
    bytesMax: z
      .int()
      .min(100)
      .max(10_000_000)
      .default(262_144)
      .describe('The largest answer that is read, in bytes.'),
    fields: z
      .record(z.string().min(1).max(50), z.string().min(1).max(200))
      .refine((fields) => Object.keys(fields).length <= 50, 'at most 50 fields')
      .describe(
        'What is kept of the answer (JSON): a name, and its path such as "order.lines.0.sku".',
      ),
    openAfterFailures: z
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe('After so many failures in a row nobody asks for a while.'),
    retryAfterMs: z
      .int()
      .min(100)
      .max(60 * MINUTE_MS)
      .default(30_000)
      .describe('How long that while is; then one request tries.'),
  });

/** The look-up. What is absent cannot be looked up; staff add it as a record. */
export const lookupConfig = z
  .strictObject({
    orders: source(PLACE.orders).optional().describe('Orders by number.'),
    customers: source(PLACE.customers).optional().describe('Customers by e-mail address.'),
  })
  .describe('R21: orders and customers are looked up in another system by HTTP.');

export type LookupConfig = z.infer<typeof lookupConfig>;
export type LookupSource = NonNullable<LookupConfig['orders']>;
/** Where the parameter stands in each template. */
export const lookupPlaces = PLACE;
