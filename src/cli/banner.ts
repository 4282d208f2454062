import { commonName, formatKeySpec, parsePublicKey } from '#x509';
import type { Authority } from '#authorities';
import type { FirstStart } from './first-start.ts';

/** Where the server is, and who may paste a first request. */
export interface BannerFacts {
  /** The address of the server with its prefix, a slash at the end: `http://127.0.0.1:8000/`. */
  readonly base: string;
  /** Where it listens, without a slash at the end. */
  readonly origin: string;
  readonly started: FirstStart;
  /** Name of the variable that holds the password of admin, when it came from one. */
  readonly passwordVariable?: string;
}

/** What is told at once when things have been made: a password that is not shown now is lost. */
export function madeLines({ root, issuing, admin }: FirstStart): string[] {
  const lines = [root, issuing].filter((each) => each !== undefined).map(authorityLine);
  if (admin) lines.push(`  ${admin.name.padEnd(9)}${adminWords(admin.password?.reveal())}`);
  return lines.length === 0
    ? []
    : ['Certwright starts for the first time here. It made:', ...lines];
}

/** What is told once the server listens: its addresses, and after a first start a first request to paste. */
export function bannerLines({ base, origin, started, passwordVariable }: BannerFacts): string[] {
  const elsewhere = base.startsWith(`${origin}/`) ? '' : `, listening on ${origin}`;
  return [
    `Certwright is ready at ${base}${elsewhere}`,
    `  API   ${base}api/`,
    `  Docs  ${base}api/docs/`,
    ...firstRequest(base, started, passwordVariable),
    'Ctrl-C ends it.',
  ];
}

function authorityLine({ name, subject, certificate, notAfter }: Authority): string {
  const { spec } = parsePublicKey(certificate.spki);
  const end = notAfter.toISOString().slice(0, 10);
  return `  ${name.padEnd(9)}${commonName(subject) ?? ''}, ${formatKeySpec(spec)}, until ${end}`;
}

function adminWords(password: string | undefined): string {
  if (password === undefined)
    return 'user who may do everything; the password is that of the settings';
  return `user who may do everything; password, shown this once: ${password}`;
}

/** A key, a CSR and a certificate by nothing but sh, sed, tr, curl and openssl. */
function firstRequest(base: string, { issuing, admin }: FirstStart, variable?: string): string[] {
  if (!issuing || !admin) return [];
  const host = 'host.example.com';
  const san = `[{"type":"DNS","value":"${host}"}]`;
  const body = `{"csr":"%s","subject":[{"oid":"CN","value":"${host}"}],"extensions":[{"type":"subject_alternative_name","value":${san}}]}`;
  return [
    '',
    'A first certificate, to paste into a shell:',
    '',
    `login=${login(admin, variable)} api=${base}api/ca/${issuing.serial}`,
    'openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \\',
    `  -subj /CN=${host} -keyout host.key -out host.csr`,
    `serial=$(printf '${body}' "$(sed 's/$/\\\\n/' host.csr | tr -d '\\n')" |`,
    '  curl -sS -u "$login" -H "Content-Type: application/json" -d @- "$api/sign/?wait=30" |',
    `  sed 's/.*"serial" *: *"\\([0-9A-F]*\\)".*/\\1/')`,
    `printf '%b' "$(curl -sS -u "$login" "$api/certs/$serial/" |`,
    `  sed 's/.*"pem" *: *"\\([^"]*\\)".*/\\1/')" > host.pem`,
    'openssl x509 -in host.pem -noout -subject -issuer -enddate',
    '',
  ];
}

/** Without a password that may be shown or a variable that holds it, curl asks for it. */
function login(admin: NonNullable<FirstStart['admin']>, variable: string | undefined): string {
  const { name, password } = admin;
  if (password) return `'${name}:${password.reveal()}'`;
  return variable === undefined ? name : `"${name}:$${variable}"`;
}
