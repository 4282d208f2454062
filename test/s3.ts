import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An object as it was put. */
export interface StoredObject {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What stands in for a service that speaks S3, on loopback, with one bucket. Judges every signature by itself. */
export interface FakeS3 extends AsyncDisposable {
  readonly endpoint: string;
  readonly objects: Map<string, StoredObject>;
  /** `PUT key`, `GET key` and `LIST`, in the order in which they came; what was refused with its code before it. */
  readonly asked: string[];
  /** What it answers with from now on; null for as it should. */
  fault: { readonly status: number; readonly code: string } | null;
  /** Whether this access key may list. */
  mayList: boolean;
  /** Objects on one page of a list. */
  pageSize: number;
}

const key = {
  id: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'eu-test-1',
};

/** What clients of a {@link FakeS3} must sign with. */
export const s3Key: typeof key = key;

/** Begins to listen. */
export async function fakeS3(bucket = 'pki'): Promise<FakeS3> {
  const server = createServer((request, response) => void answer(service, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const service: FakeS3 & { readonly bucket: string } = {
    bucket,
    endpoint: `http://127.0.0.1:${port}`,
    objects: new Map(),
    asked: [],
    fault: null,
    mayList: true,
    pageSize: 1000,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

async function answer(
  service: FakeS3 & { readonly bucket: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const refuse = (status: number, code: string): void => {
    service.asked.push(`${code} ${request.method}`);
    response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
  };
  if (service.fault) return refuse(service.fault.status, service.fault.code);
  const wrong = findFault(request, { path, query, body });
  if (wrong !== undefined) return refuse(403, wrong);
  const name = decodeURIComponent(path).slice(`/${service.bucket}/`.length);
  if (request.method === 'PUT') {
    service.asked.push(`PUT ${name}`);
    service.objects.set(name, { body, headers: request.headers as Record<string, string> });
    response.end();
  } else if (name !== '') {
    const found = service.objects.get(name);
    if (!found) return refuse(404, 'NoSuchKey');
    service.asked.push(`GET ${name}`);
    response.end(found.body);
  } else if (!service.mayList) refuse(403, 'AccessDenied');
  else {
    service.asked.push('LIST');
    response.end(list(service, new URLSearchParams(query)));
  }
}

function list({ objects, pageSize }: FakeS3, query: URLSearchParams): string {
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
  const all = [...objects]
    .filter(([name]) => name.startsWith(query.get('prefix') ?? '') && name > after)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const page = all.slice(0, pageSize);
  const entries = page.map(([name, { body }]) => {
    const tag = createHash('md5').update(body).digest('hex');
    const written = encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+');
    return `<Contents><Key>${written}</Key><ETag>&quot;${tag}&quot;</ETag></Contents>`;
  });
  const token = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64');
  const next = `<NextContinuationToken>${token}</NextContinuationToken>`;
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType>${entries.join('')}${all.length > pageSize ? next : ''}</ListBucketResult>`;
}

interface Received {
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

/** The code of what is wrong with the signature (AWS Signature Version 4, in the header), from the octets that came. */
function findFault(
  { method, headers }: IncomingMessage,
  { path, query, body }: Received,
): string | undefined {
  const shape =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, id, scope = '', signedNames = '', signature] =
    shape.exec(headers.authorization ?? '') ?? [];
  const names = signedNames.split(';');
  const valueOf = (name: string): string =>
    String(headers[name] ?? '')
      .trim()
      .replaceAll(/ +/g, ' ');
  const [date, payload] = [valueOf('x-amz-date'), valueOf('x-amz-content-sha256')];
  if (id !== key.id) return 'InvalidAccessKeyId';
  if (scope !== `${date.slice(0, 8)}/${key.region}/s3/aws4_request`)
    return 'AuthorizationHeaderMalformed';
  if (Math.abs(Date.now() - momentOf(date)) > 900_000) return 'RequestTimeTooSkewed';
  if (payload !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  if (!['host', 'x-amz-date', 'x-amz-content-sha256'].every((each) => names.includes(each)))
    return 'AccessDenied';
  const canonical = [
    method,
    path,
    query.split('&').toSorted().join('&'),
    ...names.map((name) => `${name}:${valueOf(name)}`),
    '',
    signedNames,
    payload,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const parts = [date.slice(0, 8), key.region, 's3', 'aws4_request'];
  const last = parts.reduce<string | Buffer>(hmac, `AWS4${key.secret}`);
  return hmac(last, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

function momentOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
}

function sha256(octets: string | Buffer): string {
  return createHash('sha256').update(octets).digest('hex');
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
