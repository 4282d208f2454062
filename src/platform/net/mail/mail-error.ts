/** Why a mail was not handed over, as far as is known. */
export class MailError extends Error {
  override readonly name = 'MailError';
  /**
   * `refused`: the server will not take this mail, now or later · `unsent`: it has not got it, another time it may ·
   * `unknown`: it may have it, for it fell silent when it had everything.
   */
  readonly outcome: 'refused' | 'unsent' | 'unknown';

  constructor(outcome: MailError['outcome'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.outcome = outcome;
  }
}

/**
 * What the library threw, in our words. What a server answers is shown to operators, cut and without line breaks.
 *
 * @param handedOver  Whether the whole message had left when it happened.
 */
export function toMailError(cause: unknown, handedOver: boolean): MailError {
  const { code, responseCode, response, message } = cause as Fault;
  const said = response ?? message ?? 'no reason was given';
  const detail = `The mail server: ${said.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200)}`;
  if (responseCode === undefined)
    return new MailError(handedOver ? 'unknown' : 'unsent', detail, cause);
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return new MailError(responseCode >= 500 && isAboutMail ? 'refused' : 'unsent', detail, cause);
}

interface Fault {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}
