import { name } from '#x509';
import { makeCsr } from '../../csr.ts';
import type { Comparison, Suite } from '../suite.ts';
import { cfsslPath, openCfssl } from './cfssl.ts';
import { openCertwright } from './certwright.ts';
import { djangoCaPath, openDjangoCa } from './django-ca.ts';
import { findPeer, type Applicant, type Issuer } from './peer.ts';
import { openStepCa, stepCaPath } from './step-ca.ts';

const most = 64;
const clients = [1, 8, most] as const;
/** Nobody runs a server for seconds: what is compiled as it gets hot has been by then. */
const warmMs = 4000;

/** How many times as fast as each of them we mean to be, by CPU time for a certificate (design: issue-api). */
const peers = [
  { called: 'cfssl', path: cfsslPath, open: openCfssl, target: 2 },
  { called: 'step-ca', path: stepCaPath, open: openStepCa, target: 2 },
  { called: 'django-ca', path: djangoCaPath, open: openDjangoCa, target: 20 },
] as const;

/** Certificates by REST, ours beside those of other authorities in the same rounds. */
export const issueApi: Suite = {
  name: 'issue-api',
  summary: 'certificates by REST against cfssl, step-ca and django-ca, where they are installed',
  open: async (size) => {
    await using opened = new AsyncDisposableStack();
    const applicants = await makeApplicants(size === 'smoke' ? 2 : 64);
    const skipped: string[] = [];
    const ours = opened.use(await openCertwright(applicants));
    const others: { readonly peer: Issuer; readonly target: number }[] = [];
    for (const { called, path, open, target } of peers) {
      const found = findPeer(called, path);
      if (typeof found === 'string') skipped.push(found);
      else others.push({ peer: opened.use(await open(found.installed, applicants)), target });
    }
    if (size === 'full')
      for (const { lane } of [ours, ...others.map(({ peer }) => peer)])
        await lane(most).round(warmMs);
    const comparisons = clients.map((width): Comparison => ({
      ours: ours.lane(width),
      against: others.map(({ peer, target }) => ({
        lane: peer.lane(width),
        by: 'speed',
        target,
      })),
    }));
    const rest = opened.move();
    return { comparisons, skipped, close: () => rest.disposeAsync() };
  },
};

async function makeApplicants(count: number): Promise<Applicant[]> {
  const hosts = Array.from({ length: count }, (_, i) => `host-${i}.example.com`);
  return Promise.all(hosts.map(makeApplicant));
}

async function makeApplicant(host: string): Promise<Applicant> {
  const { pem: csr } = await makeCsr(undefined, {
    subject: name(`CN=${host}`),
    extensions: [
      { type: 'subject_alternative_name', critical: false, value: [{ type: 'DNS', value: host }] },
    ],
  });
  return { host, csr };
}
