import { isDeepStrictEqual } from 'node:util'
import { type Discovery, ProviderError } from '@gatehouse/auth/directory/adapter'
import { refreshIdentityProvider as refreshEndpoint } from '@gatehouse/contracts/endpoints/identity-providers'
import type { ProviderHealth } from '@gatehouse/contracts/identity-providers'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { signInSettings } from '../account/second-factors.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { getIdentityProvider } from './list-identity-providers.ts'
import { visitProvider } from './provider-call.ts'
import { providerKinds } from './provider-kinds.ts'
import { healthOf } from './provider-view.ts'
import { endSessionsThrough } from './sessions-through-provider.ts'

/** How many providers are asked at a time: one that hangs holds up none of the others. */
const side = 4

type Look = { health: ProviderHealth; keys?: Discovery['keys'] }

/** The job of each minute: asks all providers that are on. `onDefect`: what was thrown and is no fault of a provider. */
export async function lookAtProviders(ctx: Context, onDefect: (error: unknown) => void): Promise<void> {
  const kinds = [...providerKinds(ctx.installation).keys()]
  const rows = await ctx.db.prisma.identityProvider.findMany({
    where: { enabled: true, kind: { in: kinds } },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  const waiting = rows.map(({ id }) => id)
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await lookAtProvider(ctx, id).catch(onDefect)
  }
  await Promise.all(Array.from({ length: side }, work))
}

/** Asks one provider for health and keys and stores what it says. Keys that were fetched stay good while it is away. */
export async function lookAtProvider(ctx: Context, id: string): Promise<void> {
  const row = await ctx.db.prisma.identityProvider.findUnique({ where: { id } })
  if (!row || !providerKinds(ctx.installation).has(row.kind)) return
  const began = performance.now()
  const look = await seen(ctx, row).catch((error: unknown): Look => {
    if (!(error instanceof ProviderError)) throw error
    const away = error.fault === 'unreachable' || error.fault === 'timeout'
    const tookMs = Math.round(performance.now() - began)
    return { health: { state: away ? 'away' : 'failing', sentence: error.message, tookMs } }
  })
  const before = healthOf(row.health)
  const at = ctx.now().toISOString()
  const since = before.state === look.health.state ? (before.since ?? at) : at
  await storeLook({
    ctx: asSystem(ctx, 'identity-providers'),
    input: {
      id,
      etag: row.etag,
      before: before.state,
      health: { ...look.health, at, since },
      keys: look.keys && !isDeepStrictEqual(plain(look.keys), plain(row.keys)) ? plain(look.keys) : undefined,
      keysSeen: look.keys !== undefined,
    },
  })
}

async function seen(ctx: Context, row: Parameters<typeof visitProvider>[1]): Promise<Look> {
  const { adapter, call } = visitProvider(ctx, row)
  const { health, keys } = await adapter.discover(call)
  return { health, ...(keys === undefined ? {} : { keys }) }
}

/** As JSON has it: what is stored has no absent members. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

/** Stores a look. What gateways check tokens with goes to them when it changed; an audit row only tells what changed. */
const storeLook = verb({
  name: 'identity-provider.look',
  allowed: { systemOnly: true },
  input: z.strictObject({
    id: z.string(),
    etag: z.number().int(),
    before: z.string(),
    health: z.custom<ProviderHealth>(),
    keys: z.unknown(),
    keysSeen: z.boolean(),
  }),
  run: async ({ ctx, tx, input, change }) => {
    const now = ctx.now()
    // Settings that changed meanwhile are looked at by a job of their own.
    const { count } = await tx.identityProvider.updateMany({
      where: { id: input.id, etag: input.etag },
      data: {
        health: input.health as Prisma.InputJsonObject,
        ...(input.keysSeen ? { keysAt: now } : {}),
        ...(input.keys === undefined ? {} : { keys: input.keys as Prisma.InputJsonObject }),
      },
    })
    if (count === 0) return { changed: false, keys: false, ended: 0 }
    if (input.keys !== undefined) change.access('tokenIssuer', input.id)
    const ended = (await isAwayTooLong(tx, input.health, now)) ? await endSessionsThrough(tx, input.id, now) : 0
    return { changed: input.before !== input.health.state, keys: input.keys !== undefined, ended }
  },
  audit: ({ input, result }) =>
    result.changed || result.keys || result.ended > 0
      ? {
          target: { kind: 'identityProvider', id: input.id },
          before: { health: input.before },
          after: { health: input.health.state, newKeys: result.keys, endedSessions: result.ended },
        }
      : [],
})

/** Whether persons who came by a provider are to be signed out because it has been away for longer than the organization allows. */
async function isAwayTooLong(tx: Parameters<typeof signInSettings>[0], health: ProviderHealth, now: Date) {
  if (health.state !== 'away' || health.since === undefined) return false
  const { providerAwayMinutes } = await signInSettings(tx)
  return providerAwayMinutes !== null && now.getTime() - Date.parse(health.since) >= providerAwayMinutes * 60_000
}

const mayRefresh = query({
  name: 'identity-provider.may-refresh',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: refreshEndpoint.params,
  scope: async (db, input) =>
    (await db.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {},
  run: async () => undefined,
})

/** On demand: asks the provider, then says how it is. Permission first; the asking holds no transaction. */
export const refreshIdentityProvider = Object.assign(
  async (call: Parameters<typeof mayRefresh>[0]) => {
    await mayRefresh(call)
    await lookAtProvider(call.ctx, mayRefresh.input.parse(call.input).identityProviderId)
    return getIdentityProvider({ ctx: asSystem(call.ctx, 'identity-providers'), input: call.input })
  },
  { verb: 'identity-provider.refresh', mutates: true as const, input: mayRefresh.input, allowed: mayRefresh.allowed },
)
