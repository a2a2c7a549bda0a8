import { type Actor, actorRef } from '@gatehouse/contracts/actor'
import { newId } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'
import type { Installation } from './installation.ts'

/** What every use case gets: who acts, the database, the clock, and what the installation is set to. */
export type Context = {
  actor: Actor
  db: Database
  installation: Installation
  now: () => Date
  requestId: string
  /** The client's address as the mount found it; for throttling and sessions only. */
  address?: string
  userAgent?: string
  /** The app whose page asks; absent where there is none (management keys, jobs). */
  app?: 'console' | 'portal'
  /** Set where a change that needs a reviewer is carried out: both persons stand in its audit rows, and it is not asked for again. */
  approval?: Approval
}

/** A change of access that was asked for, and who agreed; null: nobody yet, it is looked at afterwards. */
export type Approval = { changeId: string; proposedBy: { kind: string; id: string }; approvedBy: string | null }

/** Makes a context. The mount gives the actor; `requestId` is made here unless the caller has one. */
export function createContext(parts: {
  actor: Actor
  db: Database
  installation: Installation
  now?: () => Date
  requestId?: string
  address?: string
  userAgent?: string
  app?: 'console' | 'portal'
}): Context {
  return {
    actor: parts.actor,
    db: parts.db,
    installation: parts.installation,
    now: parts.now ?? (() => new Date()),
    requestId: parts.requestId ?? newId('request'),
    ...(parts.address === undefined ? {} : { address: parts.address }),
    ...(parts.userAgent === undefined ? {} : { userAgent: parts.userAgent }),
    ...(parts.app === undefined ? {} : { app: parts.app }),
  }
}

/** The same context for what the system does of itself, on behalf of the same request. */
export function asSystem(ctx: Context, task: string): Context {
  return { ...ctx, actor: { kind: 'system', task } }
}

/** The actor as JSON column: kind and id. */
export function actorColumn(ctx: Context): { kind: string; id: string } {
  return actorRef(ctx.actor)
}
