import { CaError, present, utf8 } from '#base';
import { parsePem } from '#der';
import type { Routes } from '../routes.ts';
import type { AccountCall, Answer } from '../wire.ts';

/** RFC 8555 §7.4.2: the ordinary chain, and the alternate ones by their number. */
export function serveCertificate(routes: Routes): void {
  routes.read('cert/:slug/', sendChain);
  routes.read('cert/:slug/:chain(^[0-9]{1,3}$)/', sendChain);
}

async function sendChain(call: AccountCall): Promise<Answer> {
  const { wire, account, params, urls } = call;
  const slug = params['slug'] ?? '';
  const chains = await wire.acme.certificateChains(account, slug);
  const wanted = Number(params['chain'] ?? 0);
  const chain = chains[wanted];
  if (chain === undefined) throw new CaError('unauthorized', 'There is no such certificate.');
  const others = [...chains.keys()].filter((number) => number !== wanted);
  return {
    ...inForm(chain, call.accept),
    links: others.map((number) => ({ url: urls.certificate(slug, number), rel: 'alternate' })),
  };
}

const pemChain = 'application/pem-certificate-chain';

/** The chain in PEM; the certificate alone in DER for whoever asks for that and not for PEM (RFC 8555 §9.1). */
function inForm(chain: string, accept: string | undefined): Answer {
  const types = new Set((accept ?? '').split(',').map((type) => type.split(';')[0]?.trim()));
  if (!types.has('application/pkix-cert') || types.has(pemChain)) {
    return { contentType: pemChain, body: utf8(chain) };
  }
  const [first] = parsePem(chain);
  return { contentType: 'application/pkix-cert', body: present(first, 'certificate').der };
}
