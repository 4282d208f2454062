import type { Certificate } from './certificate.ts';
import type { KeyUsage } from './extensions/key-usage.ts';
import type { NameConstraints } from './extensions/name-constraints.ts';

/** What a path is held against (the inputs of RFC 5280 §6.1.1) besides its certificates. */
export interface PathRules {
  /** The moment at which every certificate must be valid, the anchor included. Seconds count as a whole. */
  readonly atMs: number;
  /** Policies of which one has to hold for the whole path, dotted. Default: any. */
  readonly policies?: readonly string[];
  /** Whether some policy has to hold even where no certificate asks for one. Default: false. */
  readonly requirePolicy?: boolean;
  /** Whether policies must not be mapped to others. Default: false. */
  readonly inhibitPolicyMapping?: boolean;
  /** Whether anyPolicy stands for no other policy. Default: false. */
  readonly inhibitAnyPolicy?: boolean;
  /** Constraints on all names of the path, besides those of its authorities. */
  readonly nameConstraints?: NameConstraints;
  /** Most authorities that may stand between leaf and anchor; self-issued ones are not counted. Default: any number. */
  readonly maxAuthorities?: number;
  /**
   * What the leaf is to be used for: a dotted purpose of Extended Key Usage. Every certificate of the path that limits
   * its purposes must allow it, the anchor included. Default: anything.
   */
  readonly purpose?: string;
  /** Key usages that the leaf must have if it limits them at all. Default: none. */
  readonly usages?: readonly KeyUsage[];
  /** Whether the leaf must not be an authority itself. Default: false. */
  readonly endEntity?: boolean;
  /**
   * Whether every certificate must also keep to the profile of RFC 5280 §4, and every CRL to that of §5: key identifiers
   * and CRL numbers, criticality, extensions only where they belong. Default: false.
   */
  readonly strict?: boolean;
}

/** Certificates from the leaf upwards to one that the anchor signed; the anchor itself is not among them. */
export interface CertificationPath {
  /** The leaf first. */
  readonly path: readonly Certificate[];
  readonly anchor: Certificate;
}

/** Policies that hold for a whole path, dotted; `2.5.29.32.0` among them when any does. */
export interface PathPolicies {
  /** Of those asked for (user-constrained-policy-set). */
  readonly policies: readonly string[];
  /** Whatever was asked for (authority-constrained-policy-set). */
  readonly authorityPolicies: readonly string[];
}
