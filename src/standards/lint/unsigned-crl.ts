import { parseDer, tag, type DerReader } from '#der';
import {
  findExtension,
  parseTbsCrl,
  type Certificate,
  type CrlEntry,
  type ParsedTbsCrl,
} from '#x509';
import { readTime, type EncodedTime } from './encoded-time.ts';
import type { Rule } from './rule.ts';

/** A TBSCertList as its rules see it: what it says, and of its form what decoding does not tell. */
export interface UnsignedCrl extends ParsedTbsCrl {
  /** thisUpdate and, where there is one, nextUpdate, with their time types. */
  readonly times: readonly EncodedTime[];
  /** The entries of revokedCertificates, one after the other; undefined where it is left out. */
  readonly listDer: Uint8Array | undefined;
  /** Whether it is the difference to another CRL. */
  readonly isDelta: boolean;
  /** Whether it may hold certificates of other issuers. */
  readonly isIndirect: boolean;
}

/** What a rule may look at besides the CRL itself. */
export interface CrlContext {
  /** The certificate of whoever signs. */
  readonly issuer: Certificate;
}

/** A rule over an unsigned CRL. */
export type CrlRule = Rule<UnsignedCrl, CrlContext>;

/**
 * What an entry is judged by, besides itself: all that its rules may look at. An entry that is agreed to under some terms
 * is agreed to under all that differ in a later thisUpdate alone.
 */
export type EntryTerms = Pick<UnsignedCrl, 'thisUpdateMs' | 'isDelta' | 'isIndirect'>;

/** A rule over one entry of an unsigned CRL. */
export type CrlEntryRule = Rule<CrlEntry, EntryTerms>;

/** A rule that looks at nothing of an entry but its extensions, whenever the CRL is made. */
export type CrlEntryExtensionsRule = Rule<
  Pick<CrlEntry, 'extensions'>,
  Omit<EntryTerms, 'thisUpdateMs'>
>;

/** Reads a TBSCertList; its entries are read as they are walked. @throws CaError as `parseTbsCrl` of `#x509`. */
export function readUnsignedCrl(tbsDer: Uint8Array): UnsignedCrl {
  const document = parseTbsCrl(tbsDer);
  return {
    ...document,
    ...parseDer(tbsDer, (reader) => reader.sequence(readForm), tbsDer.length),
    isDelta: findExtension(document.extensions, 'delta_crl_indicator') !== undefined,
    isIndirect:
      findExtension(document.extensions, 'issuing_distribution_point')?.value.indirect_crl === true,
  };
}

function readForm(reader: DerReader): Pick<UnsignedCrl, 'times' | 'listDer'> {
  if (reader.nextIs(tag.integer)) reader.any();
  for (let skipped = 0; skipped < 2; skipped++) reader.any(); // signature, issuer
  const times = [readTime(reader)];
  if (reader.nextIs(tag.utcTime) || reader.nextIs(tag.generalizedTime))
    times.push(readTime(reader));
  const listDer = reader.nextIs(tag.sequence) ? reader.any().content : undefined;
  while (!reader.done) reader.any();
  return { times, listDer };
}
