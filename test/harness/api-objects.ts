// Every route of the API that names an object, and who is refused another's: the matrix of people × objects × verbs is made of this and
// of what the routes say of themselves. A route that is not thought of here fails the test that reads it.
import type { RouteDescription } from '../../shared/api/route.ts';
import type { Who } from './console.ts';

/** Names of ids that a stage makes, put into paths as `{name}`. */
export type ObjectIds = Record<string, string>;

/** Who is refused what a route names, with which status; or why it is everybody's. */
export type Guard =
  | { refused: readonly Who[]; status: number; ids?: Record<string, string>; body?: unknown }
  | { everybodys: string };

const all: readonly Who[] = ['fay', 'finn', 'rosa', 'sam', 'max', 'sue', 'ada', 'otto'];
const but = (...those: Who[]): Who[] => all.filter((who) => !those.includes(who));

const cases = 'any member of staff reads a case; that they did stands on record (R72)';
const own = 'each person has their own of it: nobody names another’s';
const published = 'what is in force is for all staff to read';
/** What hangs on a case is asked for under another case: it is not there, for anybody. */
const underAnother = (ids: Record<string, string>): Guard => ({ refused: all, status: 404, ids });
const responders: Guard = {
  refused: but('rosa', 'finn'),
  status: 403,
  ids: { reference: 'thread' },
};
const own404 = (id: string): Guard => ({ refused: but('sam'), status: 404, ids: { [id]: id } });

/** By method and path; only routes for all staff. Those of roles say themselves who is refused. */
export const objectGuards: Record<string, Guard> = {
  'get /api/v1/cases/{reference}': { everybodys: cases },
  'get /api/v1/cases/{reference}/timeline': { everybodys: cases },
  'get /api/v1/cases/{reference}/others': { everybodys: cases },
  'get /api/v1/cases/{reference}/verification': { everybodys: cases },
  'post /api/v1/cases/{reference}/preview': { everybodys: 'a dry run: decided as the command is' },
  'get /api/v1/cases/{reference}/draft': { everybodys: own },
  'put /api/v1/cases/{reference}/draft': { everybodys: own },
  'delete /api/v1/cases/{reference}/draft': { everybodys: own },
  'put /api/v1/cases/{reference}/presence': { everybodys: own },
  'delete /api/v1/cases/{reference}/presence': { everybodys: own },
  'post /api/v1/cases/{reference}/files': {
    ...{ refused: ['ada', 'otto'], status: 403 },
    body: { name: 'x.txt', content: 'eA==' },
  },
  'get /api/v1/cases/{reference}/items/{itemId}/original': underAnother({ itemId: 'otherItem' }),
  'get /api/v1/cases/{reference}/items/{itemId}/html': underAnother({ itemId: 'otherItem' }),
  'get /api/v1/cases/{reference}/items/{itemId}/attachments/{sha256}': underAnother({
    ...{ itemId: 'item', sha256: 'otherSha256' },
  }),
  'get /api/v1/cases/{reference}/files/{sha256}': underAnother({ sha256: 'otherSha256' }),
  'get /api/v1/letters/{reference}/{remedyId}': underAnother({ remedyId: 'remedyId' }),
  'get /api/v1/social/threads/{reference}': responders,
  'put /api/v1/social/threads/{reference}/claim': responders,
  'delete /api/v1/social/threads/{reference}/claim': responders,
  'post /api/v1/tasks/{taskId}/done': {
    ...{ refused: ['fay', 'finn', 'rosa', 'ada', 'otto'], status: 403, body: { note: 'done' } },
    ids: { taskId: 'supervisorsTask' },
  },
  'get /api/v1/policy/versions/{number}': { everybodys: published },
  'get /api/v1/policy/versions/{number}/changes': { everybodys: published },
  'get /api/v1/templates/{purpose}/{locale}': { everybodys: published },
  'put /api/v1/staff/{staffId}/away': {
    ...{ refused: ['finn', 'rosa', 'otto'], status: 403 },
    body: { until: '2099-01-31T08:00:00Z' },
  },
  'delete /api/v1/staff/{staffId}/away': { refused: ['finn', 'rosa', 'otto'], status: 403 },
  'delete /api/v1/account/passkeys/{passkeyId}': own404('passkeyId'),
  'delete /api/v1/account/sessions/{sessionId}': own404('sessionId'),
  'delete /api/v1/account/tokens/{tokenId}': own404('tokenId'),
};

const namesObject = ({ path }: RouteDescription): boolean =>
  path.startsWith('/api/v1/') && path.includes('{');

const nameOf = ({ method, path }: RouteDescription): string => `${method} ${path}`;

/** Commands of cases have a table of their own (R71), and a test over every state and role. */
const isCommand = ({ tag }: RouteDescription): boolean => tag === 'commands';

/** Routes with an object of which nothing is said here, and what is said here of routes that are no more. */
export function unguarded(routes: readonly RouteDescription[]): string[] {
  const named = routes
    .filter((route) => namesObject(route) && route.who === 'staff' && !isCommand(route))
    .map(nameOf);
  const said = Object.keys(objectGuards);
  return [
    ...named.filter((name) => !said.includes(name)),
    ...said.filter((name) => !named.includes(name)).map((name) => `no such route: ${name}`),
  ];
}

export type Attack = { name: string; path: string; who: Who; status: number; body?: unknown };

/** Every question that must be refused, about objects that are there. `roleOf` says what role a person has. */
export function attacksOn(
  routes: readonly RouteDescription[],
  ids: ObjectIds,
  roleOf: (who: Who) => string,
): Attack[] {
  const fill = (path: string, renamed: Record<string, string> = {}) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const id = ids[renamed[name] ?? name];
      if (id === undefined) throw new Error(`no object is made for {${name}} of ${path}`);
      return encodeURIComponent(id);
    });
  return routes.filter(namesObject).flatMap((route): Attack[] => {
    const name = nameOf(route);
    const { who } = route;
    if (typeof who !== 'string')
      return all
        .filter((each) => !(who as readonly string[]).includes(roleOf(each)))
        .map((each) => ({ name, path: fill(route.path), who: each, status: 403, body: {} }));
    if (isCommand(route))
      return (['ada', 'otto'] as const).map((each) => ({
        ...{ name, path: fill(route.path), who: each, status: 403, body: undefined },
      }));
    const guard = objectGuards[name];
    if (!guard || 'everybodys' in guard) return [];
    const { refused, status, ids: renamed, body } = guard;
    return refused.map((each) => ({
      name,
      path: fill(route.path, renamed),
      who: each,
      status,
      body,
    }));
  });
}
