import { CaError } from '#base';
import { presentProfile } from '../answers/profile.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { profileModel } from '../schemas/profile-model.ts';

export const viewProfile: Endpoint = endpoint({
  id: 'view_profile',
  method: 'GET',
  path: 'profiles/{name}/',
  permission: 'certificate.sign',
  tag: 'Profiles',
  summary: 'View a profile',
  answer: profileModel,
  handle: ({ profiles }, { at }) => {
    const profile = profiles.find(at.name);
    if (!profile) throw new CaError('not_found', 'Profile not found.');
    return presentProfile(profile);
  },
});
