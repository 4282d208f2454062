import type { Acme } from '#acme';
import type { Authorities } from '#authorities';
import type { Clock } from '#base';
import type { Certificates } from '#certificates';
import type { Ocsp } from '#ocsp';
import type { Profiles } from '#profiles';
import type { Users } from '#users';

/** The rooms that the endpoints speak for. */
export interface RestRooms {
  readonly authorities: Authorities;
  readonly certificates: Certificates;
  readonly profiles: Pick<Profiles, 'list' | 'find'>;
  readonly acme: Acme;
  readonly ocsp: Ocsp;
  readonly users: Pick<Users, 'may'>;
  readonly clock: Clock;
}
