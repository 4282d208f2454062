import type { FastifyInstance } from 'fastify';
import type { Shortcut } from './shortcut.ts';

/** Something worth a link on the first page. */
export interface Link {
  readonly title: string;
  /** Below the path prefix, without a slash in front: `api/docs/`. */
  readonly path: string;
  readonly description: string;
}

/** A family of addresses of the server, such as the REST API. */
export interface Surface {
  readonly links: readonly Link[];
  /**
   * Registers its routes, each with `config.policy`, on a server of its own below the path prefix. No body is parsed
   * unless the surface adds a parser for it.
   */
  mount(server: FastifyInstance): void | Promise<void>;
  /** A faster way to some of the same answers; `prefix` stands in front of its addresses, as in `/django_ca`. */
  shortcut?(prefix: string): Shortcut;
}
