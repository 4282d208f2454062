/**
 * An answer other than success, thrown by a surface that must choose status and body itself. What the rooms refuse
 * comes as `CaError` and needs none of this.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;

  /** `detail` is the value under that name in the JSON body: a sentence, or a list of objects. It is shown as it is. */
  constructor(
    status: number,
    detail: string | readonly object[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(typeof detail === 'string' ? detail : `${detail.length} faults in the request`);
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}
