// The status page over HTTP with a real PostgreSQL: who may see what, and that nobody learns more.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, newReference } from '../../shared/ids.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { type PortalRig, putCase, startPortal } from './portal-rig.ts';
import { complain, getPage, pathOf } from './portal-visitor.ts';

let database: TestDatabase;
let rig: PortalRig;

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db, { bodyBytesMax: 256 * 1024 });
});
afterAll(async () => {
  await rig.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.db.query(
    'truncate intake.items, portal.idempotency_keys, bus.events, cases.cases, cases.intake_outcomes cascade',
  );
});

const get = (path: string, headers: Record<string, string> = {}) => getPage(rig, path, headers);

describe('the status page', () => {
  test('says received until the case exists, then how it stands; never what anybody wrote (S15)', async () => {
    const { reference, path } = await complain(rig);
    const before = await get(path);
    expect(before.response.headers.get('x-robots-tag')).toContain('noindex');
    expect(before.response.headers.get('cache-control')).toBe('no-store');
    expect(before.response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(before.html).toContain('We have received your message');
    expect(before.html).toContain('Tuesday, 24 November 2026 at 09:00 CET');
    const updates = [{ at: '2026-11-23T10:00:00Z', text: 'We asked <b>the courier</b>.' }];
    const shown = { caseId: newId(), reference, acknowledgedAt: '2026-11-23T08:01:00Z', updates };
    await putCase(database.db, { ...shown, status: 'investigating' }, [reference]);
    const after = await get(path);
    expect(after.html).toContain('We are working on it');
    expect(after.html).toContain('Thursday, 26 November 2026 at 09:00 CET');
    expect(after.html).toContain('We asked &lt;b&gt;the courier&lt;/b&gt;.');
    await putCase(database.db, { ...shown, status: 'resolved', summary: 'Replaced.' }, []);
    const resolved = await get(`${path}&lang=de`);
    expect(resolved.html).toContain('Ihr Fall ist gelöst');
    expect(resolved.html).toContain('Replaced.');
    for (const { html } of [before, after, resolved]) {
      expect(html).not.toContain('SECRET');
      expect(html).not.toContain('ada@example.org');
    }
  });

  test('R10 until it is acknowledged the page says the deadline of the case, as the case keeps it', async () => {
    const { reference, path } = await complain(rig);
    const shown = { caseId: newId(), reference, acknowledgeBy: '2026-11-23T12:00:00.000Z' };
    await putCase(database.db, shown, [reference]);
    expect((await get(path)).html).toContain('Monday, 23 November 2026 at 13:00 CET');
  });

  test('the reference of an item that joined a case leads to that case', async () => {
    const first = await complain(rig);
    const second = await complain(rig);
    const shown = { caseId: newId(), reference: first.reference, status: 'assigned' };
    await putCase(database.db, shown, [first.reference, second.reference]);
    const { html } = await get(second.path);
    expect(html).toContain(`part of case ${first.reference}`);
    expect(html).toContain('We are working on it');
  });

  test('S8 a wrong, foreign or missing token and an unknown reference get the same 404 page, and no lookup', async () => {
    const mine = await complain(rig);
    const other = await complain(rig);
    const wrong = [
      `/status/${mine.reference}?token=${other.token}`,
      `/status/${mine.reference}?token=`,
      `/status/${mine.reference}?token=${'x'.repeat(22)}`,
      `/status/${mine.reference}?token=${mine.token}&token=${mine.token}`,
      `/status/${newReference()}?token=${mine.token}`,
      `/status/nonsense?token=${mine.token}`,
      pathOf(
        rig,
        `${rig.url}/status/${'C-7K3M-9QXD'}?token=${rig.deps.signer.sign('status', 'C-7K3M-9QXD')}`,
      ),
    ];
    const pages = await Promise.all(wrong.map((path) => get(path)));
    const notFound = pages.filter(({ response }) => response.status === 404);
    // A token that is given twice counts as none: then the page asks for the e-mail address.
    expect(notFound).toHaveLength(wrong.length - 1);
    expect(new Set(notFound.map(({ html }) => html)).size).toBe(1);
    for (const { html } of pages) expect(html).not.toContain('We have received');
  });

  test('opens by reference and e-mail, however they are written', async () => {
    const { reference } = await complain(rig, 'Ada@Example.org');
    for (const typed of [reference, ` ${reference.toLowerCase().replaceAll('-', ' ')} `]) {
      const form = { reference: typed, email: ' ada@example.ORG ' };
      const response = await rig.postForm('/status?lang=de', form);
      expect(response.status).toBe(303);
      const { html } = await get(response.headers.get('location') ?? '');
      expect(html).toContain('Ihre Nachricht ist angekommen');
    }
    const ask = await get(`/status/${reference}`);
    expect(ask.response.status).toBe(200);
    expect(ask.html).toContain(`value="${reference}"`);
    expect(ask.html).not.toContain('We have received');
  });

  test('S29 a miss says the same in bytes and work, whether the reference exists or not', async () => {
    const { reference } = await complain(rig, 'ada@example.org');
    const absent = newReference();
    const statements: string[] = [];
    const watched = await startPortal({
      ...database.db,
      query: (text, parameters) => {
        statements.push(text);
        return database.db.query(text, parameters);
      },
    });
    const ask = async (given: string, email: string) => {
      statements.length = 0;
      const response = await watched.postForm('/status', { reference: given, email });
      const html = await response.text();
      const headers = [...response.headers].filter(([name]) => !['date', 'etag'].includes(name));
      return {
        status: response.status,
        headers,
        html: html.replaceAll(given, 'R'),
        n: [...statements],
      };
    };
    const hit = await ask(reference, 'eve@example.org');
    const miss = await ask(absent, 'eve@example.org');
    expect(hit).toEqual(miss);
    expect(hit.status).toBe(404);
    expect(hit.n).toHaveLength(1);
    expect((await ask(reference, '')).status).toBe(404);
    await watched.stop();
  });

  test('S28 guesses are limited, two hundred at once too', async () => {
    const { reference } = await complain(rig);
    const limited = await startPortal(database.db, { lookupsPerMinute: 10 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        limited.postForm('/status', { reference, email: `guess${n}@example.org` }, [], {
          'x-forwarded-for': `198.51.100.${n}`,
        }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 404)).toHaveLength(10);
    const refusal = answers.find((answer) => answer.status === 429);
    expect(Number(refusal?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refusal?.text()).toContain('too many tries');
    await limited.stop();
  });
});
