const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const shape = new RegExp(`^(${atom}(?:\\.${atom})*)@((?:${label}\\.)*${label})$`);

/**
 * A mailbox as we write to it: a dot-atom, an `@`, the name of a host (RFC 5321 §4.1.2), in ASCII. The host comes out in
 * lower case. Quoted local parts, comments, routes, lists and address literals are none, so that no address can hold
 * a second one, a line break or a header. Undefined for what is no such address.
 */
export function findMailAddress(text: string): string | undefined {
  const [, local = '', host = ''] = shape.exec(text) ?? [];
  if (local === '' || local.length > 64 || host.length > 189) return undefined;
  return `${local}@${host.toLowerCase()}`;
}
