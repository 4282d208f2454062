import { minute, toHex, type Secret } from '#base';
import { digest } from '#x509';
import { readNamedFile, readNamedSecret } from '../named-files.ts';
import { NetError } from '../net-error.ts';
import { readListing } from './listing.ts';
import { send, type Answer, type Outgoing, type Way } from './send.ts';
import type { BucketSettings } from './settings.ts';

/** What is to stand under one key. */
export interface BucketObject {
  readonly octets: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** Objects under keys, as S3 keeps them. */
export interface Bucket {
  /** For people: where it is. */
  readonly name: string;
  /** Reads the secret and the trusted authorities, for one round of work. @throws CaError `bad_config`. */
  open(): Promise<OpenBucket>;
}

/** A bucket while it is worked on. Each verb throws {@link NetError}. */
export interface OpenBucket {
  /**
   * The entity tags of all objects, without quotes, by their keys without the prefix: MD5 of the octets, unless the
   * service encrypts with keys of its owner. Undefined where we may write but not list.
   */
  list(): Promise<ReadonlyMap<string, string> | undefined>;
  put(key: string, object: BucketObject): Promise<void>;
  /** The octets of an object; undefined where there is none, or none that we may read. */
  get(key: string): Promise<Uint8Array | undefined>;
}

/** What a request asks of the service. */
interface Question {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxAnswerBytes?: number;
}

/** An object is held in memory as a whole, as is what takes its place. */
const maxObjectBytes = 256 << 20;

/** Makes the way to a bucket; nobody is asked before it is opened. Requests are signed (AWS Signature Version 4). */
export function createBucket(settings: BucketSettings): Bucket {
  const { prefix = '', caFile, timeoutMs = minute } = settings;
  const base = baseOf(settings);
  return Object.freeze<Bucket>({
    name: `${base}/${prefix}`,
    open: async () => {
      const secret = await readNamedSecret(settings.secretAccessKey);
      const ca = caFile && (await readNamedFile(caFile));
      const way: Way = { timeoutMs, ...(ca && { ca }) };
      const ask = async (question: Question): Promise<Answer> =>
        send(way, await signed(settings, secret, question));
      const urlOf = (key: string): string => `${base}/${encodeKey(`${prefix}${key}`)}`;
      return {
        list: () => listAll(ask, base, prefix),
        put: async (key, { octets, contentType, cacheControl }) => {
          const headers = { 'content-type': contentType, 'cache-control': cacheControl };
          const url = urlOf(key);
          requireOk(await ask({ method: 'PUT', url, headers, body: octets }), url);
        },
        get: async (key) => {
          const url = urlOf(key);
          const answer = await ask({ method: 'GET', url, maxAnswerBytes: maxObjectBytes });
          if (answer.status === 404 || answer.status === 403) return undefined;
          requireOk(answer, url);
          return new Uint8Array(answer.octets);
        },
      };
    },
  });
}

function baseOf({ endpoint, bucket, pathStyle = true }: BucketSettings): string {
  return pathStyle ? `${endpoint}/${bucket}` : endpoint.replace('://', `://${bucket}.`);
}

/** Every octet that is not plain is encoded, a plus sign above all, which some take for a space. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

async function listAll(
  ask: (question: Question) => Promise<Answer>,
  base: string,
  prefix: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const tags = new Map<string, string>();
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ 'list-type': '2', 'encoding-type': 'url', prefix });
    if (next !== undefined) query.set('continuation-token', next);
    const url = `${base}/?${query.toString().replaceAll('+', '%20')}`;
    const answer = await ask({ method: 'GET', url });
    if (answer.status === 403) return undefined;
    requireOk(answer, url);
    const page = readListing(answer.octets.toString('utf8'));
    for (const { key, tag } of page.objects) tags.set(key.slice(prefix.length), tag);
    ({ next } = page);
  } while (next !== undefined);
  return tags;
}

async function signed(
  { accessKeyId, region = 'us-east-1' }: BucketSettings,
  secret: Secret,
  { method, url, headers = {}, body = new Uint8Array(0), ...limits }: Question,
): Promise<Outgoing> {
  // Loaded late: who publishes to no bucket needs none of it.
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({
    method,
    url,
    headers: { ...headers, 'x-amz-content-sha256': toHex(digest('SHA-256', body)) },
    accessKeyId,
    secretAccessKey: secret.reveal(),
    region,
    service: 's3',
    allHeaders: true,
  });
  const made = await signer.sign();
  return { method, url: made.url, headers: Object.fromEntries(made.headers), body, ...limits };
}

function requireOk({ status, code }: Answer, url: string): void {
  if (status >= 200 && status < 300) return;
  const { host, pathname } = new URL(url);
  throw new NetError('connection', `${host} answered ${status} ${code} for ${pathname}.`);
}
