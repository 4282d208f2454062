import type { FastifyInstance } from 'fastify';
import type { Surface } from '#http';
import { serveAccount } from './endpoints/account.ts';
import { serveAuthorization } from './endpoints/authorization.ts';
import { serveCertificate } from './endpoints/certificate.ts';
import { serveChallenge } from './endpoints/challenge.ts';
import { serveDirectory } from './endpoints/directory.ts';
import { serveKeyChange } from './endpoints/key-change.ts';
import { serveNewAccount } from './endpoints/new-account.ts';
import { serveNewAuthz } from './endpoints/new-authz.ts';
import { serveNewNonce } from './endpoints/new-nonce.ts';
import { serveNewOrder } from './endpoints/new-order.ts';
import { serveOrder } from './endpoints/order.ts';
import { serveRenewalInfo } from './endpoints/renewal-info.ts';
import { serveRevoke } from './endpoints/revoke.ts';
import { createNonces } from './nonces.ts';
import { createRoutes, type Routes } from './routes.ts';
import type { AcmeWireParts, Wire } from './wire.ts';

const endpoints: readonly ((routes: Routes) => void)[] = [
  serveDirectory,
  serveNewNonce,
  serveNewAccount,
  serveAccount,
  serveKeyChange,
  serveNewOrder,
  serveNewAuthz,
  serveOrder,
  serveAuthorization,
  serveChallenge,
  serveCertificate,
  serveRevoke,
  serveRenewalInfo,
];

/** Makes the surface: `acme/`. */
export function createAcmeWire(parts: AcmeWireParts): Surface {
  return Object.freeze<Surface>({
    links: [],
    mount: async (server: FastifyInstance) => {
      const routes = createRoutes(server, wireOf(parts));
      for (const serve of endpoints) serve(routes);
    },
  });
}

/** Its addresses are made with each request, as the port may be known no sooner. */
function wireOf(parts: AcmeWireParts): Wire {
  return {
    ...parts,
    nonces: createNonces(parts),
    get url() {
      return parts.url();
    },
    get base() {
      return `${parts.url()}/${parts.path ?? ''}`;
    },
  };
}
