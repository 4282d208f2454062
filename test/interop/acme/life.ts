/** One client, one kind of proof, one kind of key. */
export interface Cell {
  readonly client: string;
  readonly proof: 'http-01' | 'dns-01, wildcard' | 'tls-alpn-01';
  readonly key: 'RSA' | 'EC';
  /** Adds little to the others and takes long: only when all are asked for. */
  readonly rare?: true;
}

/** A way through the life of a certificate; each step gives the path of the certificate as it then is. */
export interface Life {
  issue(): Promise<string>;
  renew?(): Promise<string>;
  revoke?(): Promise<unknown>;
}

/** The names that a cell has certified. */
export function namesOf({ client, proof }: Cell, id: string): readonly string[] {
  const name = `n${id}.${client}.test`;
  return proof === 'dns-01, wildcard' ? [`*.${name}`] : [name];
}
