import type { PolicyMapping } from './extensions/policy-mappings.ts';

/** The policy that stands for every other (RFC 5280 §4.2.1.4). */
export const anyPolicy = '2.5.29.32.0';

/** One policy that holds down to one depth of the path. */
interface PolicyNode {
  readonly policy: string;
  /** Which policies of the next certificate mean this one: itself, unless a mapping says otherwise. */
  expected: ReadonlySet<string>;
  /** The nodes one level up by which it came to hold. */
  readonly parents: readonly PolicyNode[];
}

type Level = Map<string, PolicyNode>;

/**
 * The valid_policy_graph of RFC 9618: which policies hold from the trust anchor down to the last certificate added.
 *
 * RFC 5280 keeps a tree in which a policy stands once for every way of reaching it, so that two policies mapped to two
 * in each of n certificates make 2^n nodes. Here each depth holds a policy once, with an edge to every parent; nodes
 * and edges together are never more than the policies and mappings that the certificates list. Once empty, it stays so.
 * Qualifiers are not kept: nothing here asks for them.
 */
export class PolicyGraph {
  #levels: Level[] = [
    new Map([[anyPolicy, { policy: anyPolicy, expected: new Set([anyPolicy]), parents: [] }]]),
  ];

  /** Whether no policy holds: the valid_policy_graph is NULL. */
  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  /**
   * Adds the next certificate (RFC 9618 §5.4, steps (d) and (e) of RFC 5280 §6.1.3).
   *
   * @param policies    The policies it lists; undefined when it lists none.
   * @param anyCounts   Whether anyPolicy in the list counts as a match for what is expected.
   */
  add(policies: readonly string[] | undefined, anyCounts: boolean): void {
    const above = this.#levels.at(-1);
    if (!above) return;
    const level: Level = new Map();
    if (policies) {
      const parents = expectedBy(above);
      for (const policy of policies) addListed(level, policy, parents, above);
      if (anyCounts && policies.includes(anyPolicy)) addRemaining(level, parents);
    }
    this.#levels.push(level);
    this.#prune();
  }

  /** Applies the mappings of the last certificate (RFC 9618 §5.5, step (b) of RFC 5280 §6.1.4). */
  map(mappings: readonly PolicyMapping[], isAllowed: boolean): void {
    const level = this.#levels.at(-1);
    if (!level) return;
    for (const [policy, subjects] of grouped(mappings)) {
      if (isAllowed) mapOne(level, policy, subjects);
      else level.delete(policy);
    }
    this.#prune();
  }

  /**
   * The authority-constrained-policy-set (RFC 9618 §5.6 (g)): policies in the words of the trust anchor's domain,
   * anyPolicy among them when everything holds.
   */
  authorityPolicies(): string[] {
    const found = new Set<string>();
    for (const level of this.#levels)
      for (const { policy, parents } of level.values())
        if (policy !== anyPolicy && parents.length === 1 && parents[0]?.policy === anyPolicy)
          found.add(policy);
    if (this.#levels.at(-1)?.has(anyPolicy)) found.add(anyPolicy);
    return [...found];
  }

  /** Takes away what leads to no node of the last level, upwards for as long as that changes anything. */
  #prune(): void {
    for (let depth = this.#levels.length - 1; depth > 0; depth--) {
      const used = new Set([...this.#at(depth).values()].flatMap((node) => node.parents));
      const above = this.#at(depth - 1);
      const unused = [...above.values()].filter((node) => !used.has(node));
      if (unused.length === 0) break;
      for (const { policy } of unused) above.delete(policy);
    }
    if (this.#levels.at(0)?.size === 0 || this.#levels.at(-1)?.size === 0) this.#levels = [];
  }

  #at(depth: number): Level {
    return this.#levels[depth] ?? new Map();
  }
}

/**
 * The user-constrained-policy-set (RFC 9618 §5.6 (g)(5) and (6)): of the policies that hold those that are asked for.
 *
 * @param wanted  The user-initial-policy-set; undefined for any policy.
 */
export function constrainPolicies(
  held: readonly string[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (!wanted || wanted.includes(anyPolicy)) return held;
  return held.includes(anyPolicy) ? wanted : wanted.filter((policy) => held.includes(policy));
}

/** By each policy that is expected the nodes that expect it. */
function expectedBy(level: Level): Map<string, PolicyNode[]> {
  const found = new Map<string, PolicyNode[]>();
  for (const node of level.values())
    for (const policy of node.expected) {
      const nodes = found.get(policy);
      if (nodes) nodes.push(node);
      else found.set(policy, [node]);
    }
  return found;
}

/** Step (d)(1): a policy holds where it is expected, or else where any is. */
function addListed(
  level: Level,
  policy: string,
  expected: ReadonlyMap<string, readonly PolicyNode[]>,
  above: Level,
): void {
  if (policy === anyPolicy) return;
  const any = above.get(anyPolicy);
  const parents = expected.get(policy) ?? (any && [any]);
  if (parents) level.set(policy, { policy, expected: new Set([policy]), parents });
}

/** Step (d)(2): anyPolicy stands for all that is expected and not listed. */
function addRemaining(level: Level, expected: ReadonlyMap<string, readonly PolicyNode[]>): void {
  for (const [policy, parents] of expected)
    if (!level.has(policy)) level.set(policy, { policy, expected: new Set([policy]), parents });
}

function grouped(mappings: readonly PolicyMapping[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const each of mappings) {
    const subjects = found.get(each.issuer_domain_policy) ?? new Set();
    found.set(each.issuer_domain_policy, subjects.add(each.subject_domain_policy));
  }
  return found;
}

/** Step (b)(1): the policy is henceforth written as one of `subjects`; it begins to hold here if any policy does. */
function mapOne(level: Level, policy: string, subjects: ReadonlySet<string>): void {
  const node = level.get(policy);
  const any = level.get(anyPolicy);
  if (node) node.expected = subjects;
  else if (any) level.set(policy, { policy, expected: subjects, parents: any.parents });
}
