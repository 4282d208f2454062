import type { z } from 'zod';
import type { InvalidItem } from './invalid-request.ts';
import { describeIssue } from './issue-words.ts';
import type { IssueOf } from './issue-words.ts';

/**
 * What zod found, as items at `place` (for instance `['body', 'data']`). Parse with `reportInput: true`: what was given
 * decides the words. A union of which no member fits is told by its first member's faults. Of many, the first hundred
 * are told: an answer is not to outgrow its request a hundredfold.
 */
export function toItems(
  issues: readonly z.core.$ZodIssue[],
  place: readonly (string | number)[],
  given: unknown,
): InvalidItem[] {
  return issues.slice(0, most).flatMap((issue) => {
    if (isPlainUnion(issue)) return toItems(withPath(issue.errors[0], issue.path), place, given);
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    const { type, msg, ctx, up = 0 } = describeIssue(issue);
    const loc = [...place, ...tagged(up > 0 ? path.slice(0, -up) : path, given)];
    return { type, loc, msg, ...(ctx && { ctx }) };
  });
}

const most = 100;

function isPlainUnion(issue: z.core.$ZodIssue): issue is IssueOf<'invalid_union'> {
  return issue.code === 'invalid_union' && issue.errors.length > 0 && issue.input !== undefined;
}

function withPath(
  issues: readonly z.core.$ZodIssue[] = [],
  path: readonly PropertyKey[],
): z.core.$ZodIssue[] {
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

/** Pydantic counts the type of an extension in a list as a step of the way into it. */
function tagged(path: readonly (string | number)[], given: unknown): (string | number)[] {
  const [field, position, ...inside] = path;
  if (field !== 'extensions' || typeof position !== 'number' || inside.length === 0)
    return [...path];
  const list = (given as { extensions?: readonly { type?: unknown }[] }).extensions;
  return [field, position, String(list?.[position]?.type), ...inside];
}
