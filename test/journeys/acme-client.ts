import {
  constants,
  createHash,
  createHmac,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { present } from '#base';
import {
  chooseSignatureAlgorithm,
  encodeCertificationRequestInfo,
  encodeSigned,
  nameDer,
  publicKeyDer,
  signMessage,
} from '#x509';

/** An answer of the server. */
export interface AcmeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** Its body as it came. */
  readonly bytes: Uint8Array;
  /** Its body; empty when that is no JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A request of HTTP, its URL complete. */
export type Send = (
  method: string,
  url: string,
  more?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<AcmeAnswer>;

/** A key of an account. */
export interface TestKey {
  readonly alg: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly thumbprint: string;
  readonly privateKey: KeyObject;
  sign(input: string): Uint8Array;
}

/** A JWS in the flattened form. */
export interface Flattened {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

const ecdsa = { dsaEncoding: 'ieee-p1363' } as const;
const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
type Pair = () => { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
const curve =
  (namedCurve: string): Pair =>
  () =>
    generateKeyPairSync('ec', { namedCurve });
const rsa: Pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const kinds: Readonly<Record<string, readonly [pair: Pair, hash: string | null, how: object]>> = {
  RS256: [rsa, 'sha256', {}],
  RS384: [rsa, 'sha384', {}],
  RS512: [rsa, 'sha512', {}],
  PS256: [rsa, 'sha256', pss],
  PS384: [rsa, 'sha384', pss],
  PS512: [rsa, 'sha512', pss],
  ES256: [curve('P-256'), 'sha256', ecdsa],
  ES384: [curve('P-384'), 'sha384', ecdsa],
  ES512: [curve('P-521'), 'sha512', ecdsa],
  EdDSA: [() => generateKeyPairSync('ed25519'), null, {}],
  Ed25519: [() => generateKeyPairSync('ed25519'), null, {}],
  Ed448: [() => generateKeyPairSync('ed448'), null, {}],
  'ML-DSA-44': [() => generateKeyPairSync('ml-dsa-44'), null, {}],
  'ML-DSA-65': [() => generateKeyPairSync('ml-dsa-65'), null, {}],
  'ML-DSA-87': [() => generateKeyPairSync('ml-dsa-87'), null, {}],
};

/** The names of all algorithms that a test can sign in. */
export const testAlgorithms: readonly string[] = Object.keys(kinds);

/** A new key; its thumbprint is made here, from the members of RFC 7638 §3.2 and RFC 9964 §6. */
export function makeKey(alg = 'ES256'): TestKey {
  const [pair, hash, how] = present(kinds[alg], alg);
  const { publicKey, privateKey } = pair();
  const jwk: Record<string, unknown> = { ...publicKey.export({ format: 'jwk' }) };
  const wanted = ['alg', 'crv', 'e', 'kty', 'n', 'pub', 'x', 'y'].filter((name) => name in jwk);
  const canonical = JSON.stringify(Object.fromEntries(wanted.map((name) => [name, jwk[name]])));
  return {
    alg,
    jwk,
    thumbprint: createHash('sha256').update(canonical).digest('base64url'),
    privateKey,
    sign: (input) => sign(hash, Buffer.from(input), { key: privateKey, ...how }),
  };
}

export function encode(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64url');
}

/** A JWS with that header and payload; a payload that is no text becomes JSON. */
export function signJws(key: Pick<TestKey, 'sign'>, header: object, payload: unknown): Flattened {
  const head = encode(JSON.stringify(header));
  const body = encode(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return { protected: head, payload: body, signature: encode(key.sign(`${head}.${body}`)) };
}

/** An external account binding (RFC 8555 §7.3.4). */
export function signBinding(
  { keyId, key, hash = 'sha256' }: { keyId: string; key: string; hash?: string },
  header: object,
  payload: unknown,
): Flattened {
  const alg = `HS${hash.slice(3)}`;
  const mac = (input: string): Uint8Array =>
    createHmac(hash, Buffer.from(key, 'base64url')).update(input).digest();
  return signJws({ sign: mac }, { alg, kid: keyId, ...header }, payload);
}

/** A client with a key and, once registered, an account. */
export interface AcmeClient {
  readonly key: TestKey;
  /** The URL of its account; empty before {@link AcmeClient.register}. */
  account: string;
  nonce(): Promise<string>;
  /** The header that a request of this client has, a fresh nonce in it. */
  header(url: string): Promise<Record<string, unknown>>;
  /** A signed request; without payload it is POST-as-GET. */
  post(url: string, payload?: unknown): Promise<AcmeAnswer>;
  register(payload?: object): Promise<AcmeAnswer>;
}

/** Makes a client of the directory that `urls` come from. */
export function createClient(
  send: Send,
  urls: Readonly<Record<string, string>>,
  key: TestKey = makeKey(),
): AcmeClient {
  const url = (name: string): string => present(urls[name], name);
  const client: AcmeClient = {
    key,
    account: '',
    nonce: async () => {
      const { headers } = await send('HEAD', url('newNonce'));
      return String(headers['replay-nonce']);
    },
    header: async (to) => ({
      alg: key.alg,
      nonce: await client.nonce(),
      url: to,
      ...(client.account === '' ? { jwk: key.jwk } : { kid: client.account }),
    }),
    post: async (to, payload = '') =>
      send('POST', to, joseBody(signJws(key, await client.header(to), payload))),
    register: async (payload = {}) => {
      const answer = await client.post(url('newAccount'), {
        termsOfServiceAgreed: true,
        ...payload,
      });
      client.account = String(answer.headers['location'] ?? '');
      return answer;
    },
  };
  return client;
}

/** Body and media type of a request. */
export function joseBody(jws: unknown): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const body = typeof jws === 'string' ? jws : JSON.stringify(jws);
  return { headers: { 'content-type': 'application/jose+json' }, body };
}

/** A CSR for host names with that key, DER. */
export async function csrWith(key: KeyObject, names: readonly string[]): Promise<Uint8Array> {
  const spki = publicKeyDer(key);
  const value = names.map((name) => ({ type: 'DNS' as const, value: name }));
  const info = encodeCertificationRequestInfo({
    subjectDer: nameDer([]),
    spki,
    extensions: [{ type: 'subject_alternative_name', critical: false, value }],
  });
  const algorithm = chooseSignatureAlgorithm(spki);
  return encodeSigned(info, algorithm, await signMessage(key, algorithm, info));
}
