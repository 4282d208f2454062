import { randomBytes, randomInt } from 'node:crypto';

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `length` characters of `[a-zA-Z0-9]` from the system's CSPRNG, every one equally likely. */
export function randomText(length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphanumeric.charAt(randomInt(alphanumeric.length));
  return text;
}

/** `size` bytes from the system's CSPRNG. */
export function randomOctets(size: number): Uint8Array {
  return new Uint8Array(randomBytes(size));
}
