import { readConsents } from '@gatehouse/services/end-users/consents'
import { readEntryFacts } from '@gatehouse/services/end-users/entry-facts'
import { type InteractionView, readInteraction } from '@gatehouse/services/end-users/interaction'
import { type EndUserSession, readEndUserSession } from '@gatehouse/services/end-users/sessions'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { portalUrl } from '../../env.ts'
import { gatehouse } from '../../server/gatehouse.ts'

/** Cookie of an end user's own pages; bound to this host where that can be said. */
export const sessionCookie = () =>
  portalUrl().startsWith('https:') ? '__Host-gatehouse-end-user' : 'gatehouse-end-user'

export function oauthContext(more: { address?: string } = {}): Context {
  const { db, installation } = gatehouse()
  return createContext({ actor: { kind: 'visitor' }, db, installation, ...more })
}

/** Whose accounts these are, and whether one may make one oneself. */
export const entryFacts = cache(() => readEntryFacts(oauthContext()))

/** The sign-in that an address names; undefined when there is none, or it is over. */
export async function interactionOf(uid: string | undefined): Promise<InteractionView | undefined> {
  return uid === undefined || !/^[\w-]{10,100}$/.test(uid) ? undefined : readInteraction(oauthContext(), uid)
}

export async function currentEndUser(): Promise<EndUserSession | undefined> {
  const sid = (await cookies()).get(sessionCookie())?.value
  return sid === undefined ? undefined : readEndUserSession(oauthContext(), sid)
}

export const consentsOf = (endUserId: string) => readConsents(oauthContext().db.prisma, endUserId)
