import { equalBytes, findBase64, toHex } from '#base';
import type { Certificate } from './certificate.ts';
import { findExtension } from './extension.ts';
import { pathFault } from './path-fault.ts';
import { pathNames } from './path-names.ts';
import type { CertificationPath } from './path-processing.ts';
import { PathWork } from './path-work.ts';

/** What paths are to be built of. Nobody need trust the intermediates: any certificate may be among them. */
export interface PathQuestion {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  /** Moment at which certificates are preferred that are valid then; ms. Default: no preference. */
  readonly atMs?: number;
  /** Most paths that are given. Default: 16. */
  readonly maxPaths?: number;
  /** Units of work, see `PathWork`. Default: 200. */
  readonly effort?: number;
}

const maxLength = 16;
const maxSteps = 2000;
const defaultMaxPaths = 16;

/**
 * Paths from the leaf to an anchor, the most promising first: each certificate names the next as its issuer and bears
 * its signature, none occurs twice (RFC 4158 §2.4.2: by subject and key), an anchor stands at no other place than the
 * end. Whether a path is valid, `validatePath` tells.
 *
 * The search is depth-first and bounded: 16 certificates a path, 2,000 steps, the units of work; what lies beyond is
 * not looked at. Issuers are tried in this order: key identifiers that agree before those that are left out before
 * those that differ (§3.5.12: a hint, no rule), valid before expired, authorities before others, anchors before
 * intermediates, those that end later before those that end sooner.
 */
export function buildPaths(question: PathQuestion): readonly CertificationPath[] {
  const found: CertificationPath[] = [];
  try {
    for (const path of searchPaths(question, new PathWork(question.effort))) found.push(path);
  } catch (error) {
    if (!isPathFault(error, 'work_limit')) throw error;
  }
  return found;
}

/** As {@link buildPaths}, one at a time, on account of `work`; throws `bad_certificate` when that is used up. */
export function* searchPaths(question: PathQuestion, work: PathWork): Generator<CertificationPath> {
  const { leaf, maxPaths = defaultMaxPaths } = question;
  const search = new PathSearch(question, work);
  let count = 0;
  for (const path of search.from([leaf])) {
    yield path;
    if (++count >= maxPaths) return;
  }
  if (count === 0) throw search.fault();
}
