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
import type { AcmeWireParts } from './wire.ts';

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
  const wire = { ...parts, base: `${parts.url}/${parts.path ?? ''}`, nonces: createNonces(parts) };
  return Object.freeze<Surface>({
    links: [],
    mount: async (server: FastifyInstance) => {
      const routes = createRoutes(server, wire);
      for (const serve of endpoints) serve(routes);
    },
  });
}
