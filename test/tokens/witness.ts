/** Looks at a token with no code of ours in between: what is on it, and what it thinks of its PIN. */
import { createRequire } from 'node:module';
import { present } from '#base';
import type { SoftToken } from './soft-token.ts';

/** What can be seen of a token. */
export interface Witness {
  /** Flags of C_GetTokenInfo. */
  flags(): number;
  /** The objects with that label, for who is logged in. */
  objects(label: string): readonly SeenObject[];
}

/** One object on a token. */
export interface SeenObject {
  /** An attribute by its number; throws what the library says no with. */
  attribute(type: number): Buffer;
}

interface Cryptoki {
  load(path: string): void;
  C_Initialize(options: object): void;
  C_GetSlotList(present: boolean): Buffer[];
  C_GetTokenInfo(slot: Buffer): { label: string; flags: number };
  C_OpenSession(slot: Buffer, flags: number): Buffer;
  C_CloseSession(session: Buffer): void;
  C_Login(session: Buffer, user: number, pin: string): void;
  C_FindObjectsInit(session: Buffer, template: object[]): void;
  C_FindObjects(session: Buffer, most: number): Buffer[];
  C_FindObjectsFinal(session: Buffer): void;
  C_GetAttributeValue(session: Buffer, object: Buffer, wanted: object[]): { value: Buffer }[];
}

/** One for a process: the library that it loads stays. */
export function openWitness({ library, token, pin }: SoftToken): Witness {
  const { PKCS11 } = createRequire(import.meta.url)('pkcs11js') as { PKCS11: new () => Cryptoki };
  const cryptoki = new PKCS11();
  cryptoki.load(library);
  cryptoki.C_Initialize({ flags: 2 });
  const labelOf = (slot: Buffer): string => cryptoki.C_GetTokenInfo(slot).label.trim();
  const found = cryptoki.C_GetSlotList(true).find((slot) => labelOf(slot) === token);
  const slot = present(found, token);
  const session = cryptoki.C_OpenSession(slot, 4);
  cryptoki.C_Login(session, 1, pin.reveal());
  const read = (object: Buffer, type: number): Buffer =>
    present(cryptoki.C_GetAttributeValue(session, object, [{ type }])[0], 'a value').value;
  return {
    flags: () => cryptoki.C_GetTokenInfo(slot).flags,
    objects: (label) => {
      cryptoki.C_FindObjectsInit(session, [{ type: 3, value: label }]);
      const objects = cryptoki.C_FindObjects(session, 10);
      cryptoki.C_FindObjectsFinal(session);
      return objects.map((object) => ({ attribute: (type) => read(object, type) }));
    },
  };
}
