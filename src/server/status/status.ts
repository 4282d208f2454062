import type { Surface } from '#http';
import { serveIssuers, type IssuerRooms } from './issuers.ts';
import { serveLists, type ListRooms } from './lists.ts';
import { ocspShortcut } from './ocsp-shortcut.ts';
import { serveOcsp, type OcspRooms } from './ocsp.ts';

/** What the surface is made from. */
export type StatusParts = IssuerRooms & ListRooms & OcspRooms;

/** Makes the surface: `crl/`, `issuer/` and `ocsp/`. */
export function createStatus(parts: StatusParts): Surface {
  return Object.freeze<Surface>({
    links: [],
    mount: async (server) => {
      serveLists(server, parts);
      serveIssuers(server, parts);
      await serveOcsp(server, parts);
    },
    shortcut: (prefix) => ocspShortcut(prefix, parts),
  });
}
