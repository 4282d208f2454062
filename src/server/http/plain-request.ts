/** A request that says nothing beyond what it asks for. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  /** The address as sent: path, percent-encoded, and query. */
  readonly target: string;
  /** One character for each octet; empty for GET. */
  readonly body: string;
  /** Whether the connection ends with the answer. */
  readonly closes: boolean;
}

const requestLine = /^(GET|POST) (\/[!-~]*) HTTP\/1\.1$/;
const fieldLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t -~]*)$/;
/** A media type without parameters (RFC 9110 §8.3.1): what else a Content-Type may be is judged elsewhere. */
const mediaType = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Fields that change how a request is to be read, answered or logged; or hold a secret, of which no copy is kept. */
const special = new RegExp(
  `^(?:${[
    'transfer-encoding|te|trailer|expect|upgrade|http2-settings',
    'if-.*|range|(?:x-)?forwarded.*|(?:proxy-)?authorization|cookie',
  ].join('|')})$`,
);

/** What the header lines of a request say that matters. */
interface Fields {
  readonly connection: string | undefined;
  readonly length: string | undefined;
}

/** Clients of a kind send the same lines with each request: those met last are known by their text. */
const met = new Map<string, Fields>();
const metLimit = 256;
/** A part of a text keeps the whole of it in memory. */
const maxMetCharacters = 2048;

/**
 * Reads a request that has come in one piece and is alone in it. Undefined for all that is not as plain as can be, be it
 * wrong or only rare: what is left to say of it is said by Node's own parser.
 *
 * @param text  Its octets, one character each.
 */
export function findPlainRequest(text: string): PlainRequest | undefined {
  const [lineEnd, end] = [text.indexOf('\r\n'), text.indexOf('\r\n\r\n')];
  if (end < 0) return undefined;
  const [, method, target = ''] = requestLine.exec(text.slice(0, lineEnd)) ?? [];
  const fields = method && findFields(text, lineEnd + 2, end);
  if (!fields) return undefined;
  const { connection, length } = fields;
  const body = text.slice(end + 4);
  const closes = connection === 'close';
  if (!closes && connection !== undefined && connection !== 'keep-alive') return undefined;
  if (method === 'GET')
    return length === undefined && body === '' ? { method, target, body, closes } : undefined;
  return length === String(body.length) ? { method: 'POST', target, body, closes } : undefined;
}

function findFields(text: string, from: number, to: number): Fields | undefined {
  const lines = text.slice(from, to);
  const known = met.get(lines);
  if (known) return known;
  const fields = readFields(lines);
  if (!fields || text.length > maxMetCharacters) return fields;
  if (met.size >= metLimit) met.clear();
  met.set(lines, fields);
  return fields;
}

const fieldsThatMatter: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
]);

/** Undefined unless there is one Host, and no other field that matters but these, each once. */
function readFields(lines: string): Fields | undefined {
  const seen = new Map<string, string>();
  for (const line of lines.split('\r\n')) {
    const [, field, value = ''] = fieldLine.exec(line) ?? [];
    const name = field?.toLowerCase();
    if (name === undefined || special.test(name)) return undefined;
    if (!fieldsThatMatter.has(name)) continue;
    if (seen.has(name)) return undefined;
    seen.set(name, value.trimEnd().toLowerCase());
  }
  if (!seen.get('host') || !mediaType.test(seen.get('content-type') ?? 'a/b')) return undefined;
  return { connection: seen.get('connection'), length: seen.get('content-length') };
}
