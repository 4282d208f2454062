import type { Secret } from '#base';

/** A bucket of a service that speaks the protocol of S3, named by the operator: no address is refused. */
export interface BucketSettings {
  /** Scheme, host and port, without a slash at the end: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Stands before every key: empty (the default) or ending in a slash. */
  readonly prefix?: string;
  /** Default: `us-east-1`, which services that know no regions expect. */
  readonly region?: string;
  /** Whether the bucket is named by the path and not by the host. Default: true. */
  readonly pathStyle?: boolean;
  readonly accessKeyId: string;
  /** The secret, or the file whose first line is the secret, read at each round. */
  readonly secretAccessKey: Secret | { readonly file: string };
  /** PEM file of the authorities that may vouch for the server. Default: those that Node trusts. */
  readonly caFile?: string;
  /** How long each request may take. Default: 60 s. */
  readonly timeoutMs?: number;
}
