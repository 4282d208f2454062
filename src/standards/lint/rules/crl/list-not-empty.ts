import type { CrlRule } from '../../unsigned-crl.ts';

/** Where nothing is revoked, the list of revoked certificates is absent, not empty. */
export const listNotEmpty: CrlRule = {
  name: 'crl_list_not_empty',
  source: 'RFC 5280 §5.1.2.6',
  check: ({ listDer }) =>
    listDer?.length === 0 ? 'The list of revoked certificates is there and empty' : undefined,
};
