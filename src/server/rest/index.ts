/**
 * The REST API below `api/`: django-ca's, both of its generations at once, and a little more. One file an endpoint in
 * `endpoints/`; `schemas/` says what comes in and documents what goes out; `answers/` writes what goes out, unchecked.
 * Knows URLs, JSON and the words of Pydantic in which faults are told; every rule of the business stands elsewhere.
 * No tables, no events.
 */
export { presentAuthority } from './answers/authority.ts';
export type { AuthoritySurroundings } from './answers/authority.ts';
export { presentCertificate } from './answers/certificate.ts';
export { presentProfile } from './answers/profile.ts';
export type { InvalidItem } from './invalid-request.ts';
export { createRest } from './rest.ts';
export type { RestParts } from './rest.ts';
export type { RestRooms } from './rooms.ts';
