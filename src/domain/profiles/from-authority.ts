import type { Extension } from '#x509';
import type { Profile } from './profile.ts';

const ocspMethod = '1.3.6.1.5.5.7.48.1';
const issuersMethod = '1.3.6.1.5.5.7.48.2';

/**
 * Completes `kept` with what the authority gives to all it signs, as far as the profile's `add…` switches allow: of
 * each type that is still open, and of access methods that the profile's own Authority Information Access leaves open.
 * A type that the request itself names stays as the request has it.
 */
export function fromAuthority(
  profile: Profile,
  requestedTypes: ReadonlySet<string>,
  kept: readonly Extension[],
  fromIssuer: readonly Extension[],
): readonly Extension[] {
  const extensions = [...kept];
  for (const offered of fromIssuer.map((each) => asAllowed(profile, each))) {
    if (offered === undefined || requestedTypes.has(offered.type)) continue;
    const place = extensions.findIndex((each) => each.type === offered.type);
    const present = extensions[place];
    if (present === undefined) extensions.push(offered);
    else extensions[place] = completed(present, offered);
  }
  return extensions;
}

function asAllowed(profile: Profile, extension: Extension): Extension | undefined {
  switch (extension.type) {
    case 'authority_information_access': {
      const value = extension.value.filter(
        ({ access_method: method }) =>
          (method !== ocspMethod || profile.addOcspUrl) &&
          (method !== issuersMethod || profile.addIssuerUrl),
      );
      if (value.length > 0 && value.length === extension.value.length) return extension;
      return value.length > 0 ? { ...extension, value } : undefined;
    }
    case 'crl_distribution_points':
      return profile.addCrlUrl ? extension : undefined;
    case 'issuer_alternative_name':
      return profile.addIssuerAlternativeName ? extension : undefined;
    default:
      return extension;
  }
}

function completed(present: Extension, offered: Extension): Extension {
  if (present.type !== 'authority_information_access' || offered.type !== present.type)
    return present;
  const methods = new Set(present.value.map((each) => each.access_method));
  const value = [
    ...present.value,
    ...offered.value.filter((each) => !methods.has(each.access_method)),
  ];
  return { ...present, value: value.sort((a, b) => (a.access_method < b.access_method ? -1 : 1)) };
}
