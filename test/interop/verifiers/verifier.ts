import type { Chain } from '../chains/chain.ts';
import type { ControlId } from '../chains/controls.ts';

/** One verifier's judgement. */
export interface Verdict {
  readonly accepted: boolean;
  /** All that it said. */
  readonly words: string;
}

/** Software of others that judges chains of a TLS server, revocation by CRL included where it can. */
export interface Verifier {
  /** With its release, for people: `OpenSSL 3.0.17`. */
  readonly label: string;
  /** Judges each chain as of now; verdicts in the order of the chains. */
  readonly verify: (chains: readonly Chain[]) => Promise<Verdict[]>;
  /** Kinds of keys and signatures that it does not know, or not for TLS. */
  readonly refusesKind: RegExp;
  /** For each fault what it says of it, or why it does not look at that. */
  readonly faults: Readonly<Record<ControlId, RegExp | Unchecked>>;
}

/** Why a verifier accepts a chain all the same. */
export interface Unchecked {
  readonly unchecked: string;
}

/** A fault that a verifier does not look at. */
export function unchecked(reason: string): Unchecked {
  return { unchecked: reason };
}

/** The line of a chain for programs that judge many in one run; see `java/Verify.java`. */
export function chainLine({ id, root, leaf, host, intermediates, lists }: Chain): string {
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  const many = (ders: readonly Uint8Array[]): string => ders.map(base64).join(',');
  return `${[id, base64(root), base64(leaf), host, many(intermediates), many(lists)].join('\t')}\n`;
}

/** What such a program said: the verdict of each chain, by id; under the empty id, its release. */
export function verdictsIn(text: string): ReadonlyMap<string, Verdict> {
  return new Map(
    text.split('\n').map((line) => {
      const [id = '', words = ''] = line.split('\t');
      return [id, { accepted: words === 'accepted', words }];
    }),
  );
}
