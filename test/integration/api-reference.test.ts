// The API's document and page over HTTP, and what the registry of routes answers by itself.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemHandler } from '#shared/http.ts';
import { createApiReference } from '../../services/api-reference.ts';
import { testLog } from '../harness/postgres.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
let server: Server;
let base: string;
beforeAll(async () => {
  rig = await createApiRig();
  const app = express().use(createApiReference(rig.shell)).use(problemHandler(testLog));
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rig.close();
});

const get = (path: string, authorization?: string) =>
  fetch(`${base}${path}`, authorization ? { headers: { authorization } } : {});

test('S9 document and page are for staff; a browser gives the token as a password', async () => {
  const { authorization } = rig.api('audrey');
  expect((await get('/api/v1/openapi.json')).status).toBe(401);
  const document = await get('/api/v1/openapi.json', authorization);
  expect(document.headers.get('cache-control')).toBe('private, no-store');
  expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
  const asked = await get('/api/docs');
  expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
    401,
    expect.stringMatching(/^Basic /),
  ]);
  expect(asked.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const token = authorization.slice('Bearer '.length);
  const page = await get('/api/docs', `Basic ${btoa(`audrey:${token}`)}`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  const [, style = ''] = /href="(\/api\/docs\/style-[0-9a-f]+\.css)"/.exec(html) ?? [];
  expect((await get(style)).headers.get('content-type')).toMatch(/^text\/css/);
  expect((await get('/api/docs', `Basic ${btoa('audrey:wrong')}`)).status).toBe(401);
  expect((await get('/api/v1/openapi.json', `Basic ${btoa(`audrey:${token}`)}`)).status).toBe(401);
});

test('a known path asked in another way is 405 and says how', async () => {
  const { reference } = await rig.say();
  const headers = { authorization: rig.api('fred').authorization };
  const asked = await fetch(`${rig.base}/api/v1/cases/${reference}`, { method: 'DELETE', headers });
  expect([asked.status, asked.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('S22 a query or body that is not described is refused before anything is done', async () => {
  const { reference } = await rig.say();
  const fred = rig.api('fred');
  const path = `/api/v1/cases/${reference}/note`;
  expect((await fred.get(`/api/v1/cases/${reference}?expand=all`)).status).toBe(400);
  expect((await fred.post(`${path}?force=1`, { text: 'x' })).status).toBe(400);
  expect((await fred.get('/api/v1/cases?limit=1&limit=2')).status).toBe(400);
  expect((await fred.get('/api/v1/tasks?mine=maybe')).status).toBe(400);
  expect((await fred.get('/api/v1/tasks?mine=true')).status).toBe(200);
  expect((await fred.post(path, { text: 'x' }, { 'idempotency-key': '' })).status).toBe(400);
});
