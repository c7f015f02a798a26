// What the simulated X answers, in the shapes of its API v2 specification and of its real refusals.
import type { Naming, SimulatedPost, SimulatedUser, XWorld } from './x-world.ts';

export type SimulatedAnswer = { status: number; body: unknown };

const problem = (status: number, title: string, detail: string, type = 'about:blank') => ({
  status,
  body: { title, detail, type, status },
});
export const unauthorized = problem(401, 'Unauthorized', 'Unauthorized');
/** A missing scope looks the same as any other refusal: only the detail differs. */
export const forbidden = problem(403, 'Forbidden', 'Forbidden');
export const tooManyRequests = problem(429, 'Too Many Requests', 'Too Many Requests');
const refusedMessage = (detail: string) => problem(403, 'Forbidden', detail);
export const failing = (status: number) =>
  problem(
    status,
    status === 503 ? 'Service Unavailable' : 'Internal Server Error',
    'Over capacity',
  );
export const cannotDm = 'You do not have permission to DM one or more participants.';

const invalidRequestType = 'https://api.twitter.com/2/problems/invalid-request';
const invalid = (parameter: string, value: string, message: string): SimulatedAnswer => ({
  status: 400,
  body: {
    errors: [{ parameters: { [parameter]: [value] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: invalidRequestType,
  },
});
const notFound = (parameter: string, value: string, naming: Naming) => ({
  value,
  detail: `Could not find user with ${parameter}: [${value}].`,
  title: 'Not Found Error',
  resource_type: 'user',
  parameter,
  resource_id: value,
  type: `https://api.${naming === 'post' ? 'x' : 'twitter'}.com/2/problems/resource-not-found`,
});

const knownFields: Record<Naming, Set<string>> = {
  tweet: new Set(
    'author_id conversation_id created_at edit_history_tweet_ids id lang note_tweet text'.split(
      ' ',
    ),
  ),
  post: new Set('conversation_id created_at id lang note_post text'.split(' ')),
};
const knownExpansions: Record<Naming, Set<string>> = {
  tweet: new Set(['author_id', 'edit_history_tweet_ids']),
  post: new Set(['author_id', 'edit_history_post_ids']),
};

function checkMentionsQuery(query: URLSearchParams, naming: Naming): SimulatedAnswer | undefined {
  const names = [`${naming}.fields`, 'expansions', 'user.fields', 'max_results', 'since_id'];
  const known = new Set([...names, 'until_id', 'pagination_token', 'start_time', 'end_time']);
  for (const [name, value] of query) {
    if (!known.has(name))
      return invalid(name, value, `The query parameter [${name}] is not one of [${[...known]}]`);
    if (/_id$/.test(name) && !/^\d{1,19}$/.test(value))
      return invalid(name, value, `The \`${name}\` query parameter value [${value}] is not valid`);
  }
  const asked = Number(query.get('max_results') ?? 10);
  if (!Number.isInteger(asked) || asked < 5 || asked > 100)
    return invalid(
      'max_results',
      String(asked),
      'The `max_results` query parameter value is not between 5 and 100',
    );
  const lists = [
    { name: `${naming}.fields`, known: knownFields[naming] },
    { name: 'expansions', known: knownExpansions[naming] },
  ];
  for (const { name, known: values } of lists) {
    const wrong = (query.get(name) ?? '').split(',').find((value) => value && !values.has(value));
    if (wrong)
      return invalid(
        name,
        wrong,
        `The \`${name}\` query parameter value [${wrong}] is not one of [${[...values]}]`,
      );
  }
  return undefined;
}

function postBody(post: SimulatedPost, query: URLSearchParams, naming: Naming, world: XWorld) {
  const fields = new Set((query.get(`${naming}.fields`) ?? '').split(','));
  const expansions = new Set((query.get('expansions') ?? '').split(','));
  const long = post.noteText ?? post.text;
  return {
    id: post.id,
    text: world.escapeText(post.text),
    [`edit_history_${naming}_ids`]: post.history,
    ...(fields.has('author_id') || expansions.has('author_id') ? { author_id: post.authorId } : {}),
    ...(fields.has('created_at') ? { created_at: post.createdAt.toISOString() } : {}),
    ...(fields.has('conversation_id') ? { conversation_id: post.conversationId } : {}),
    ...(fields.has('lang') ? { lang: post.language } : {}),
    ...(fields.has(`note_${naming}`) && post.noteText
      ? { [`note_${naming}`]: { text: world.escapeText(long) } }
      : {}),
  };
}

/** GET /2/users/:id/mentions: newest first, `since_id` and `until_id` exclusive, pages by token. */
export function mentionsAnswer(
  world: XWorld,
  userId: string,
  query: URLSearchParams,
  naming: Naming,
): SimulatedAnswer {
  const refused = checkMentionsQuery(query, naming);
  if (refused) return refused;
  if (!world.users.has(userId))
    return { status: 200, body: { errors: [notFound('id', userId, naming)] } };
  const token = query.get('pagination_token');
  const until = token === null ? query.get('until_id') : world.untilOf(token);
  if (token !== null && until === undefined)
    return invalid('pagination_token', token, `The \`pagination_token\` [${token}] is not valid`);
  const since = BigInt(query.get('since_id') ?? '0');
  const all = world
    .mentionsOf(userId)
    .filter(({ id }) => BigInt(id) > since && (!until || BigInt(id) < BigInt(until)));
  const page = all.slice(0, Number(query.get('max_results') ?? 10));
  if (page.length === 0) return { status: 200, body: { meta: { result_count: 0 } } };
  const oldest = page.at(-1)?.id ?? '';
  const authors = new Map<string, SimulatedUser>();
  const gone = new Set<string>();
  for (const { authorId } of page) {
    const user = world.users.get(authorId);
    if (user) authors.set(authorId, user);
    else gone.add(authorId);
  }
  const users = [...authors.values()].map(({ id, name, username }) => ({ id, name, username }));
  const expanded = (query.get('expansions') ?? '').split(',').includes('author_id');
  return {
    status: 200,
    body: {
      data: page.map((post) => postBody(post, query, naming, world)),
      ...(expanded && users.length > 0 ? { includes: { users } } : {}),
      ...(expanded && gone.size > 0
        ? { errors: [...gone].map((id) => notFound('author_id', id, naming)) }
        : {}),
      meta: {
        result_count: page.length,
        newest_id: page[0]?.id,
        oldest_id: oldest,
        ...(all.length > page.length ? { next_token: world.pageToken(oldest) } : {}),
      },
    },
  };
}

/** GET /2/users/:id and /2/users/me. */
export function userAnswer(
  world: XWorld,
  id: string,
  query: URLSearchParams,
  naming: Naming,
): SimulatedAnswer {
  const user = world.users.get(id);
  if (!user) return { status: 200, body: { errors: [notFound('id', id, naming)] } };
  const fields = new Set((query.get('user.fields') ?? '').split(','));
  const told = fields.has('receives_your_dm') && user.receivesDirectMessages !== undefined;
  return {
    status: 200,
    body: {
      data: {
        id: user.id,
        name: user.name,
        username: user.username,
        ...(told ? { receives_your_dm: user.receivesDirectMessages } : {}),
        ...(fields.has('connection_status') ? { connection_status: [] } : {}),
      },
    },
  };
}

/** GET /2/dm_conversations/with/:id/dm_events: newest first. */
export function conversationAnswer(world: XWorld, one: string, other: string): SimulatedAnswer {
  const pair = new Set([one, other]);
  const data = world.messages
    .filter(({ fromUserId, toUserId }) => pair.has(fromUserId) && pair.has(toUserId))
    .map((message) => ({
      id: message.id,
      event_type: 'MessageCreate',
      sender_id: message.fromUserId,
      text: world.escapeText(message.text),
      created_at: message.createdAt.toISOString(),
    }))
    .reverse();
  const meta = { result_count: data.length };
  return { status: 200, body: data.length > 0 ? { data, meta } : { meta } };
}

/** POST /2/dm_conversations/with/:id/messages. */
export function messageAnswer(
  world: XWorld,
  from: string,
  to: string,
  body: unknown,
): SimulatedAnswer {
  const { text, ...others } = (body ?? {}) as { text?: unknown };
  if (typeof text !== 'string' || text === '' || text.length > 10_000 || Object.keys(others).length)
    return invalid('text', String(text).slice(0, 20), 'text: is not valid');
  const user = world.users.get(to);
  if (!user || user.refusesWith) return refusedMessage(user?.refusesWith ?? cannotDm);
  const message = world.receive(from, to, text);
  const [small, large] = [from, to].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return {
    status: 201,
    body: { data: { dm_conversation_id: `${small}-${large}`, dm_event_id: message.id } },
  };
}

/** POST /2/oauth2/token: a refresh token is good once. */
export function tokenAnswer(world: XWorld, body: string, authorization: string): SimulatedAnswer {
  const given = new URLSearchParams(body);
  const renewed = world.renew({
    token: given.get('refresh_token') ?? '',
    clientId: given.get('client_id') ?? '',
    authorization,
  });
  if (given.get('grant_type') !== 'refresh_token' || !renewed)
    return {
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: 'Value passed for the token was invalid.',
      },
    };
  return {
    status: 200,
    body: {
      ...{ token_type: 'bearer', expires_in: renewed.seconds, access_token: renewed.access },
      ...{ scope: renewed.scopes.join(' '), refresh_token: renewed.refresh },
    },
  };
}
