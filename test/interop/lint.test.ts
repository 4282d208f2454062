/* Linters of others find nothing in what we issue but what is excluded with a reason; and they see planted defects. */
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { KeySpec } from '#x509';
import { findExclusion, lintExclusions } from './lint-exclusions.ts';
import { makeLintDocuments } from './lint/documents.ts';
import type { Finding, Linter } from './lint/linter.ts';
import { plantDefects } from './lint/planted.ts';
import { sightings } from './lint/sightings.ts';
import { linters } from './lint/table.ts';
import { extent, isFull } from './readers/tool.ts';

const usualIssuers: readonly KeySpec[] = [
  { type: 'rsa', bits: 2048 },
  { type: 'ec', curve: 'P-256' },
  { type: 'ml-dsa', set: 65 },
];

const otherIssuers: readonly KeySpec[] = [
  { type: 'ec', curve: 'P-384' },
  { type: 'ec', curve: 'P-521' },
  { type: 'ed25519' },
  { type: 'ed448' },
];

const subjects: readonly KeySpec[] = [
  { type: 'ec', curve: 'P-256' },
  { type: 'rsa', bits: 2048 },
  { type: 'ec', curve: 'P-384' },
  { type: 'ed25519' },
  { type: 'ml-dsa', set: 44 },
];

const documents = await makeLintDocuments(
  isFull ? [...usualIssuers, ...otherIssuers] : usualIssuers,
  subjects,
);
const planted = await plantDefects();
const good = planted.filter(({ id }) => !(id in sightings));

for (const linter of linters) {
  describe(`${linter.name} lints`, { skip: linter.skip }, () => {
    test('finds nothing in what we issue', (t) => judgeIssued(linter, t));
    test('sees planted defects, and nothing where there is none', (t) => judgePlanted(linter, t));
  });
}

test('every planted defect is seen by somebody', () => {
  assert.deepEqual(
    planted.filter(({ id }) => id in sightings).map(({ id }) => id),
    Object.keys(sightings),
  );
  for (const [id, seen] of Object.entries(sightings)) assert.notDeepEqual(seen, {}, id);
});

async function judgeIssued({ name, lint, knows }: Linter, t: TestContext): Promise<void> {
  const findings = await lint(documents);
  const open = findings.filter((each) => !findExclusion(each));
  assert.equal(open.length, 0, summary(open));
  const used = new Set(findings.map(findExclusion));
  for (const each of lintExclusions.filter(({ linter }) => linter === name))
    if (!used.has(each) && (await knows(each.code)))
      assert.fail(`${each.code} is excluded, and not said of anything`);
  t.diagnostic(`${name} read ${documents.length} documents (${extent})`);
  t.diagnostic(`${name} said ${findings.length} things that are excluded with a reason`);
}

async function judgePlanted({ name, lint, knows }: Linter, t: TestContext): Promise<void> {
  const codes = Map.groupBy(await lint(planted), ({ id }) => id);
  const codesOf = (id: string): string[] => (codes.get(id) ?? []).map(({ code }) => code);
  for (const { id } of good) assert.deepEqual(codesOf(id), [], `${id}: it sees what is not there`);
  let seen = 0;
  for (const [id, { [name]: code }] of Object.entries(sightings)) {
    if (code === undefined || !(await knows(code))) continue;
    assert.ok(codesOf(id).includes(code), `${id}: ${code} not among ${codesOf(id).join(', ')}`);
    seen += 1;
  }
  t.diagnostic(`${name} saw ${seen} of ${Object.keys(sightings).length} defects`);
}

/** How often each thing is said, and of which documents. */
function summary(findings: readonly Finding[]): string {
  const groups = Map.groupBy(findings, ({ linter, code }) => `${linter} ${code}`);
  return [...groups]
    .map(([what, list]) => {
      const shown = list.slice(0, 40).map(({ id, words }) => `  ${id} (${words.slice(0, 60)})`);
      return [`\n${list.length} × ${what}`, ...shown].join('\n');
    })
    .join('');
}
