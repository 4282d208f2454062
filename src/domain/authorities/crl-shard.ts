/** Into how many parts the list of revoked certificates of one authority can be divided, once and for all. */
export const crlShards = 128;

/**
 * The part of its authority's list on which a certificate would stand: fixed by its serial alone, so that the address in
 * a certificate stays right whatever becomes of settings.
 *
 * @param serial  Hex.
 * @returns 0 to 127.
 */
export function crlShardOf(serial: string): number {
  return Number.parseInt(serial.slice(-2), 16) % crlShards;
}
