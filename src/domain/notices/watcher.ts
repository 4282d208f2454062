import { CaError } from '#base';
import { findMailAddress } from '#net';

/** What is watched: a certificate, or an authority, whose end moves when it is renewed. */
export type Watched =
  | { readonly certificate: { readonly id: number } }
  | { readonly authority: { readonly id: number } };

/** Somebody who wants to hear. Frozen. */
export interface Watcher {
  readonly id: number;
  /** Empty when none is known. */
  readonly name: string;
  readonly email: string;
}

/** The kind and the id under which the tables know it. */
export interface SubjectKey {
  readonly kind: 'certificate' | 'authority';
  readonly id: number;
}

/** The key of what is watched. */
export function keyOf(watched: Watched): SubjectKey {
  return 'certificate' in watched
    ? { kind: 'certificate', id: watched.certificate.id }
    : { kind: 'authority', id: watched.authority.id };
}

/**
 * An address, alone or behind a name: `ann@example.com`, `Ann Lee <ann@example.com>`.
 *
 * @throws CaError `bad_request`.
 */
export function parseWatcher(text: string): Pick<Watcher, 'name' | 'email'> {
  const [, name = '', inside] = /^([^<>]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const email = findMailAddress((inside ?? text).trim());
  const shown = name.trim().normalize('NFKC');
  if (email !== undefined && /^[^\p{C}\p{Zl}\p{Zp}]{0,150}$/u.test(shown))
    return { name: shown, email };
  throw new CaError(
    'bad_request',
    'A watcher is an address like ann@example.com or Ann <ann@example.com>.',
  );
}
