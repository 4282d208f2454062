import { temporaryDirectory } from './temporary-directory.ts';
import { type Answer, certtool, findTool, openssl } from './tools.ts';

/** Purposes by OpenSSL's name, with the OID that GnuTLS asks for (RFC 5280 §4.2.1.12). */
const purposes = {
  sslserver: '1.3.6.1.5.5.7.3.1',
  sslclient: '1.3.6.1.5.5.7.3.2',
  smimesign: '1.3.6.1.5.5.7.3.4',
  timestampsign: '1.3.6.1.5.5.7.3.8',
  ocsphelper: '1.3.6.1.5.5.7.3.9',
} as const;

/** What is to be verified; certificates and lists in PEM. */
export interface ChainQuestion {
  readonly root: string;
  /** From the leaf's issuer upwards; none when the root signed the leaf. */
  readonly intermediates?: readonly string[];
  readonly leaf: string;
  /** Default: any purpose. */
  readonly purpose?: keyof typeof purposes;
  /** Default: no name is compared. */
  readonly hostname?: string;
  /** When given, every certificate below the root must stand on none of them, and each issuer must have one. */
  readonly crls?: readonly string[];
}

/** One verifier's judgement. */
export interface Verdict {
  readonly accepted: boolean;
  /** All that it printed, to be shown when a test fails. */
  readonly words: string;
}

/**
 * Asks OpenSSL (`verify -x509_strict`) and GnuTLS (`certtool --verify`, medium profile) about a chain, as of today.
 * A verifier that is not on this machine gives no verdict.
 */
export async function verifyChain(
  question: ChainQuestion,
): Promise<{ readonly openssl?: Verdict; readonly certtool?: Verdict }> {
  return {
    ...(findTool('openssl') !== undefined && { openssl: await askOpenssl(question) }),
    ...(findTool('certtool') !== undefined && { certtool: await askCerttool(question) }),
  };
}

async function askOpenssl(question: ChainQuestion): Promise<Verdict> {
  using directory = temporaryDirectory();
  const { root, intermediates = [], leaf, purpose, hostname, crls } = question;
  const args = ['verify', '-x509_strict', '-check_ss_sig', '-policy_check', '-no-CApath'];
  args.push('-CAfile', directory.write('root.pem', root));
  if (intermediates.length > 0) {
    args.push('-untrusted', directory.write('intermediates.pem', intermediates.join('\n')));
  }
  if (purpose) args.push('-purpose', purpose);
  if (hostname) args.push('-verify_hostname', hostname);
  if (crls) args.push('-crl_check_all', '-CRLfile', directory.write('crls.pem', crls.join('\n')));
  return verdict(await openssl([...args, directory.write('leaf.pem', leaf)]));
}

async function askCerttool(question: ChainQuestion): Promise<Verdict> {
  using directory = temporaryDirectory();
  const { root, intermediates = [], leaf, purpose, hostname, crls } = question;
  const args = ['--verify', '--verify-profile', 'medium'];
  args.push('--load-ca-certificate', directory.write('root.pem', root));
  args.push('--infile', directory.write('chain.pem', [leaf, ...intermediates].join('\n')));
  if (purpose) args.push('--verify-purpose', purposes[purpose]);
  if (hostname) args.push('--verify-hostname', hostname);
  if (crls) args.push('--load-crl', directory.write('crls.pem', crls.join('\n')));
  return verdict(await certtool(args));
}

function verdict(answer: Answer): Verdict {
  return { accepted: answer.exitCode === 0, words: (answer.stdout + answer.stderr).trim() };
}
