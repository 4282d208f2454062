import type { KeyRef } from '#keys';
import { parseCertificate } from '#x509';
import type { Context } from './context.ts';
import type { Issuer } from './issuer.ts';
import type { Responder } from './responder.ts';
import type { ResponderRow } from './tables.ts';

/** The responder that answers for an authority now, whatever has become of the authority; undefined when none may. */
export async function findResponder(
  context: Context,
  authorityId: number,
): Promise<Responder | undefined> {
  const row = await context.store.findResponder(authorityId, context.clock.now());
  return row && toResponder(context, row);
}

/**
 * As {@link findResponder}, for whoever has just asked for the last change: while nothing has changed, the responder is
 * the one that {@link findResponderAnew} found.
 */
export function recallResponder(
  { responders, clock, memory }: Context,
  { authority }: Issuer,
): Responder | undefined {
  const known = responders.get(authority.id);
  return known?.lastChange === memory.seenChange() && isValid(known.responder, clock.now())
    ? known.responder
    : undefined;
}

/** As {@link findResponder}, to be recalled until something changes. */
export async function findResponderAnew(
  context: Context,
  { authority }: Issuer,
): Promise<Responder | undefined> {
  const lastChange = context.memory.seenChange();
  const responder = await findResponder(context, authority.id);
  if (responder) context.responders.set(authority.id, { responder, lastChange });
  return responder;
}

function isValid({ certificate }: Responder, nowMs: number): boolean {
  return certificate.notBeforeMs <= nowMs && nowMs < certificate.notAfterMs;
}

function toResponder(context: Pick<Context, 'parsed'>, row: ResponderRow): Responder | undefined {
  if (!row.der) return undefined;
  const certificate = context.parsed.get(row.id) ?? parseCertificate(row.der);
  context.parsed.set(row.id, certificate);
  const keyRef = JSON.parse(row.key_ref) as KeyRef;
  return { keyBackend: row.key_backend, keyRef, certificate };
}
