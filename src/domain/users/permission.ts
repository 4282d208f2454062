/** What a user may do: at every authority, or at single ones. */
export type Permission =
  | 'authority.view'
  | 'authority.change'
  | 'certificate.sign'
  | 'certificate.view'
  | 'certificate.revoke';

/** The codenames under which django-ca knows our permissions; written in full they begin with `django_ca.`. */
export const codenames: Readonly<Record<Permission, string>> = Object.freeze({
  'authority.view': 'view_certificateauthority',
  'authority.change': 'change_certificateauthority',
  'certificate.sign': 'sign_certificate',
  'certificate.view': 'view_certificate',
  'certificate.revoke': 'revoke_certificate',
});

/** Every permission. */
export const permissions: readonly Permission[] = Object.freeze(
  Object.keys(codenames) as Permission[],
);

/** Whether `text` is one of {@link permissions}: for rows and for input. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(codenames, text);
}
