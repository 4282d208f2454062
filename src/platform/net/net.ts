import { createAddressGuard } from './address-guard.ts';
import { createDial } from './dial.ts';
import { createResolve, type Resolve } from './dns.ts';
import { httpGet, type HttpAnswer, type HttpLimits } from './http-get.ts';
import type { Ports } from './target.ts';
import { tlsProbe, type TlsAnswer, type TlsQuestion } from './tls.ts';

/** How the outside is reached. */
export interface NetOptions {
  /** Addresses of DNS resolvers, a port behind a colon where it is not 53. Default: those of the system. */
  readonly resolvers?: readonly string[] | undefined;
  /** Networks that may be asked although they are not public, in CIDR form. Default: none. */
  readonly allow?: readonly string[];
  /** Default: 80 and 443. */
  readonly ports?: Ports;
}

/** Questions to machines that nobody vouches for. Each throws {@link NetError} when there is no answer. */
export interface Net {
  readonly resolve: Resolve;
  get(url: string, limits: HttpLimits): Promise<HttpAnswer>;
  /** To the port of https. */
  tlsProbe(question: TlsQuestion): Promise<TlsAnswer>;
}

/**
 * Makes the way out, for one list of networks. A name is looked up once for each connection, which then goes to an
 * address that was checked; there is no way around the check, and no proxy.
 *
 * @example
 * const net = createNet({ allow: ['10.20.0.0/16'] });
 * const { status, body } = await net.get('http://example.com/', { maxBytes: 128, signal });
 */
export function createNet({ resolvers, allow = [], ports = usual }: NetOptions = {}): Net {
  const resolve = createResolve(resolvers);
  const dial = createDial(resolve, createAddressGuard(allow));
  return Object.freeze<Net>({
    resolve,
    get: (url, limits) => httpGet({ dial, ports }, url, limits),
    tlsProbe: (question) => tlsProbe(dial, ports.https, question),
  });
}

const usual: Ports = { http: 80, https: 443 };
