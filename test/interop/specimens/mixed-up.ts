import type { Signer } from './signer.ts';
import type { Specimens } from './specimens.ts';

/**
 * A few documents of each kind, each with the content of the one beside it, under keys that everybody knows: whoever
 * finds in one what it was meant to say has not read it.
 */
export function mixUp(specimens: Specimens): Specimens {
  const authorities = new Map([...specimens.authorities].filter(([kind]) => kind === usual));
  const under = <T extends { readonly signer: Signer }>(kind: string, list: readonly T[]): T[] =>
    list.filter(({ signer }) => signer.kind === kind);
  const apart = <T extends { readonly signer: Signer }>(list: readonly T[]): T[] =>
    [usual, 'rsa-2048'].flatMap((kind) => under(kind, list).slice(0, 1));
  const { certificates, lists, answers } = specimens;
  return {
    authorities,
    certificates: exchange(under(usual, certificates)),
    requests: exchange(apart(specimens.requests)),
    lists: exchange(under(usual, lists)),
    questions: exchange(specimens.questions),
    answers: exchange(answers.filter(({ authority }) => authority.kind === usual)),
    bundles: exchange(specimens.bundles),
    keys: exchange(apart(specimens.keys)),
    stores: exchange(apart(specimens.stores)),
  };
}

const usual = 'p-256';

function exchange<T extends { readonly der: Uint8Array }>([one, other]: readonly T[]): T[] {
  return one && other
    ? [
        { ...one, der: other.der },
        { ...other, der: one.der },
      ]
    : [];
}
