import type { AppOptions } from '#app';
import { createHttp, createLogger } from '#http';
import { createRest } from '#rest';
import { createStatus } from '#status';
import { testApp, type TestApp } from '../app.ts';

/** An answer, its body as text and, where it is JSON, as its value. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: unknown;
}

/** The whole server in memory, without a port, and a superuser `admin` who calls it. */
export interface TestServer extends AsyncDisposable {
  readonly ca: TestApp;
  /** Listens on a free port of this machine, for clients that need one; gives the origin. */
  listen(): Promise<string>;
  call(method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown): Promise<TestAnswer>;
  /** A request of anybody, without a login; `bytes` is the body as it came. */
  fetch(
    method: 'GET' | 'HEAD',
    url: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TestAnswer & { readonly bytes: Uint8Array }>;
  /** Types of all events on record, in their order. */
  told(): Promise<readonly string[]>;
}

export async function testServer(options: Partial<AppOptions> = {}): Promise<TestServer> {
  const ca = await testApp(options);
  await ca.users.create({ name: 'admin', password: 'admin password', superuser: true });
  const http = await createHttp({
    users: ca.users,
    surfaces: [createRest({ ...ca, version: '0.0.0' }), createStatus(ca)],
    logger: createLogger({ level: 'silent' }),
    // A machine that is busy with other tests is no reason for a 503.
    limits: { lagMs: 60_000 },
  });
  return {
    ca,
    listen: () => http.listen({ host: '127.0.0.1', port: 0 }),
    call: async (method, url, body) => {
      const answer = await http.inject({
        method,
        url,
        headers: {
          authorization: `Basic ${Buffer.from('admin:admin password').toString('base64')}`,
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      const text = answer.body;
      const json: unknown = String(answer.headers['content-type']).startsWith('application/json')
        ? JSON.parse(text)
        : undefined;
      return { status: answer.statusCode, headers: answer.headers, text, json };
    },
    fetch: async (method, url, headers = {}) => {
      const answer = await http.inject({ method, url, headers: { ...headers } });
      const { statusCode: status, body: text, rawPayload } = answer;
      const bytes = new Uint8Array(rawPayload);
      return { status, headers: answer.headers, text, json: undefined, bytes };
    },
    told: async () => {
      const rows = await ca.db
        .reader<{ event: { id: number; type: string } }>()
        .selectFrom('event')
        .select('type')
        .orderBy('id')
        .execute();
      return rows.map(({ type }) => type);
    },
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await ca[Symbol.asyncDispose]();
    },
  };
}
