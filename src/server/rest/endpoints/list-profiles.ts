import { z } from 'zod';
import { presentProfile } from '../answers/profile.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { profileModel } from '../schemas/profile-model.ts';

export const listProfiles: Endpoint = endpoint({
  id: 'list_profiles',
  method: 'GET',
  path: 'profiles/',
  permission: 'certificate.sign',
  tag: 'Profiles',
  summary: 'List profiles',
  answer: z.array(profileModel),
  handle: ({ profiles }) => profiles.list().map(presentProfile),
});
