import type { Id } from './ids.ts'
import type { Permission } from './permissions.ts'

/** Permissions that hold for everything, for one team's things, or for one API. */
export type Grant = {
  permissions: readonly Permission[]
  scope: { kind: 'organization' } | { kind: 'team'; teamId: string } | { kind: 'api'; apiId: string }
}

export type TeamRole = 'owner' | 'admin' | 'developer'

/**
 * Who acts. Closed: a new kind is a compile error wherever actors are told apart. `visitor` is a reader of the portal who has not
 * signed in; it may do what is public: read the catalogue, sign up, follow a link from a mail.
 */
export type Actor =
  | { kind: 'member'; personId: Id<'person'>; sessionId: Id<'session'>; grants: readonly Grant[] }
  | { kind: 'developer'; personId: Id<'person'>; sessionId: Id<'session'>; teams: ReadonlyMap<string, TeamRole> }
  | {
      kind: 'serviceAccount'
      serviceAccountId: Id<'serviceAccount'>
      keyId: Id<'managementKey'>
      teamId: Id<'team'>
      grants: readonly Grant[]
    }
  | { kind: 'directory'; identityProviderId: Id<'identityProvider'> }
  | { kind: 'gateway'; gatewayId: Id<'gateway'>; stageId: Id<'stage'> }
  | { kind: 'system'; task: string }
  | { kind: 'visitor' }

export type ActorRef = { kind: Actor['kind']; id: string }

/** The actor as stored with a change: kind and id, never a name. */
export function actorRef(actor: Actor): ActorRef {
  switch (actor.kind) {
    case 'member':
    case 'developer':
      return { kind: actor.kind, id: actor.personId }
    case 'serviceAccount':
      return { kind: actor.kind, id: actor.serviceAccountId }
    case 'directory':
      return { kind: actor.kind, id: actor.identityProviderId }
    case 'gateway':
      return { kind: actor.kind, id: actor.gatewayId }
    case 'system':
      return { kind: actor.kind, id: actor.task }
    case 'visitor':
      return { kind: actor.kind, id: 'visitor' }
  }
}
