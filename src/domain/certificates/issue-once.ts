import { CaError } from '#base';
import type { Authority } from '#authorities';
import { isUniqueViolation } from '#db';
import type { IssuedCertificate, IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import { findCertificate } from './find.ts';
import { issueCertificate, resumeIssuance } from './issue.ts';

const maxLength = 255;

/**
 * Issues for a request that has a name, once: asked again it gives the certificate that it led to, ends what a crash cut
 * short over the very bytes that were on record, and of two that ask at once lets one sign.
 *
 * @throws CaError as {@link issueCertificate}; `bad_request` (the name is empty or too long), `busy` (another process is
 *   at it: ask again).
 */
export async function issueOnce(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  requestId: string,
): Promise<IssuedCertificate> {
  if (requestId === '' || requestId.length > maxLength)
    throw new CaError('bad_request', `A request is named by 1 to ${maxLength} characters.`);
  try {
    const resumed = await resumeIssuance(context, authority, request);
    return resumed ?? (await issueCertificate(context, authority, request));
  } catch (error) {
    const issued = await findCertificate(context, { requestId });
    if (issued) return issued;
    if (!isUniqueViolation(error)) throw error;
    throw new CaError('busy', 'This request is being answered already.', { cause: error });
  }
}
