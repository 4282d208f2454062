import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parseResponseData } from '#x509';
import type { CertificateSample, Samples } from './certificates.samples.ts';
import type { CrlSample } from './crls.samples.ts';
import type { OcspSample } from './ocsp.samples.ts';
import { prepareCertificate } from './prepare-certificate.ts';
import { prepareCrl } from './prepare-crl.ts';
import { prepareOcspResponse } from './prepare-ocsp-response.ts';
import type { Rule } from './rule.ts';
import { crlEntryExtensions, crlEntryFields } from './rules/crl-entry/table.ts';
import { crl } from './rules/crl/table.ts';
import { ocsp } from './rules/ocsp/table.ts';
import { rfc5280 } from './rules/rfc5280/table.ts';
import { tls } from './rules/tls/table.ts';
import { readUnsignedCertificate } from './unsigned-certificate.ts';
import { readUnsignedCrl } from './unsigned-crl.ts';

/** How the documents of one rule set are judged: by one rule, and by all. */
interface RuleSet<Sample> {
  readonly directory: string;
  /** What stands before the names of its rules and not before those of their files. */
  readonly prefix: string;
  readonly rules: readonly Rule<never, never>[];
  fault(rule: Rule<never, never>, sample: Sample): string | undefined;
  prepare(sample: Sample): unknown;
}

const certificates = {
  fault: (rule: Rule<never, never>, { tbsDer, context }: CertificateSample) =>
    ask(rule, readUnsignedCertificate(tbsDer), context),
  prepare: ({ tbsDer, context }: CertificateSample) => prepareCertificate(tbsDer, context),
};

judgeSamples({ directory: 'rfc5280', prefix: '', rules: rfc5280, ...certificates });
judgeSamples({ directory: 'tls', prefix: 'tls_', rules: tls, ...certificates });
judgeSamples({
  directory: 'crl',
  prefix: 'crl_',
  rules: crl,
  fault: (rule, { tbsDer, context }: CrlSample) => ask(rule, readUnsignedCrl(tbsDer), context),
  prepare: ({ tbsDer, context }) => prepareCrl(tbsDer, context),
});
judgeSamples({
  directory: 'crl-entry',
  prefix: 'crl_entry_',
  rules: [...crlEntryFields, ...crlEntryExtensions],
  fault: (rule, { tbsDer }: CrlSample) => {
    const document = readUnsignedCrl(tbsDer);
    return [...document.entries()].map((entry) => ask(rule, entry, document)).find(Boolean);
  },
  prepare: ({ tbsDer, context }) => prepareCrl(tbsDer, context),
});
judgeSamples({
  directory: 'ocsp',
  prefix: 'ocsp_',
  rules: ocsp,
  fault: (rule, { tbsDer, context }: OcspSample) => ask(rule, parseResponseData(tbsDer), context),
  prepare: ({ tbsDer, context }) => prepareOcspResponse(tbsDer, context),
});

function judgeSamples<Sample>(set: RuleSet<Sample>): void {
  const directory = join(import.meta.dirname, 'rules', set.directory);
  const names = set.rules.map(({ name }) => name);

  test(`${set.directory}: the table names every file, and every rule once`, () => {
    const files = globSync('*.ts', { cwd: directory })
      .map((file) => basename(file, '.ts'))
      .filter((file) => file !== 'table' && !file.endsWith('.samples'));
    assert.deepEqual(names.map((name) => fileOf(name, set.prefix)).sort(), files.sort());
  });

  for (const rule of set.rules) {
    test(`${set.directory}: ${rule.name} agrees to its good samples and refuses its bad ones`, async () => {
      const { good, bad } = await samplesOf<Sample>(directory, fileOf(rule.name, set.prefix));
      assert.ok(good.length > 0 && Object.keys(bad).length > 0, 'one good and one bad at least');
      for (const sample of good) {
        assert.equal(set.fault(rule, sample), undefined);
        set.prepare(sample);
      }
      for (const [words, samples] of Object.entries(bad)) {
        for (const sample of Array.isArray(samples) ? samples : [samples]) {
          const said = set.fault(rule, sample);
          assert.ok(said?.startsWith(words) === true, `«${words}» expected, said was «${said}»`);
          assert.doesNotMatch(said, /\.$/);
          assert.throws(() => set.prepare(sample), isRefusal(rule.name));
        }
      }
    });
  }
}

/** What a rule says; the table it comes from has seen to it that document and context are those it knows. */
function ask(rule: Rule<never, never>, document: unknown, context: unknown): string | undefined {
  return (rule as Rule<unknown, unknown>).check(document, context);
}

function fileOf(name: string, prefix: string): string {
  assert.ok(name.startsWith(prefix));
  return name.slice(prefix.length).replaceAll('_', '-');
}

async function samplesOf<Sample>(directory: string, file: string): Promise<Samples<Sample>> {
  const loaded: { samples: Samples<Sample> } = await import(join(directory, `${file}.samples.ts`));
  return loaded.samples;
}

/** The whole room refuses, and names the rule among its problems. */
function isRefusal(name: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Error && 'code' in error && 'problems' in error);
    assert.equal(error.code, 'lint_failed');
    assert.ok((error.problems as { code: string }[]).some(({ code }) => code === name));
    return true;
  };
}
