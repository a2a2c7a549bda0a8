import { openIdScopes } from '@gatehouse/contracts/issuer-policy'
import type Provider from 'oidc-provider'
import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { IssuerDeps } from './configuration.ts'
import type { IssuerClient, IssuerState } from './ports.ts'

const openId: ReadonlySet<string> = new Set(openIdScopes)
const clients = new WeakMap<KoaContextWithOIDC, Promise<IssuerClient | undefined>>()

/** The credential behind the request's client; asked once per request. */
export function clientOf(deps: IssuerDeps, ctx: KoaContextWithOIDC): Promise<IssuerClient | undefined> {
  const known = clients.get(ctx)
  if (known !== undefined) return known
  const clientId = ctx.oidc.client?.clientId
  const asked = clientId === undefined ? Promise.resolve(undefined) : deps.ports.findClient(clientId)
  clients.set(ctx, asked)
  return asked
}

/** What an authorization asks for, as its parameters say. */
export type Asked = { scopes: readonly string[]; resources: readonly string[] }

/** Reads scopes and resources of an authorization's parameters. */
export function askedBy(params: Record<string, unknown>): Asked {
  const { scope, resource } = params
  return {
    scopes: typeof scope === 'string' ? scope.split(' ').filter((part) => part !== '') : [],
    resources: [resource].flat().filter((value): value is string => typeof value === 'string'),
  }
}

/** A grant of its own for each sign-in, so that ending it ends one family of tokens. Scopes that were not given are noted as refused. */
export async function makeGrant(
  provider: Provider,
  who: { accountId: string; clientId: string },
  asked: Asked,
  given: ReadonlySet<string>,
): Promise<string> {
  const grant: Grant = new provider.Grant(who)
  const split = (scopes: readonly string[]) => ({
    yes: scopes.filter((scope) => scope === 'openid' || given.has(scope)).join(' '),
    no: scopes.filter((scope) => scope !== 'openid' && !given.has(scope)).join(' '),
  })
  const own = split(asked.scopes.filter((scope) => openId.has(scope)))
  if (own.yes !== '') grant.addOIDCScope(own.yes)
  if (own.no !== '') grant.rejectOIDCScope(own.no)
  const others = split(asked.scopes.filter((scope) => !openId.has(scope)))
  for (const resource of asked.resources) {
    if (others.yes !== '') grant.addResourceScope(resource, others.yes)
    if (others.no !== '') grant.rejectResourceScope(resource, others.no)
  }
  return grant.save()
}

/** Grants without asking: what the end user allowed before, and scopes of the catalogue that need no question. */
export function createGrants(deps: IssuerDeps, state: IssuerState) {
  const unasked = new Set(['openid', ...state.scopes.filter(({ consent }) => consent === null).map(({ name }) => name)])
  return {
    async load(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
      const { provider, result, account, client, params } = ctx.oidc
      const made = result?.consent?.grantId
      if (made !== undefined) return provider.Grant.find(made)
      if (account === undefined || client === undefined || params === undefined) return undefined
      const issuerClient = await clientOf(deps, ctx)
      if (issuerClient === undefined) return undefined
      const [known, allowed] = await Promise.all([
        deps.ports.findAccount(account.accountId),
        deps.ports.findConsent(account.accountId, issuerClient.applicationId),
      ])
      const given = new Set([...unasked, ...(allowed ?? [])])
      for (const scope of known?.withheld ?? []) given.delete(scope)
      const asked = askedBy(params)
      const withheld = new Set(known?.withheld)
      if (!asked.scopes.every((scope) => given.has(scope) || withheld.has(scope))) return undefined
      const grantId = await makeGrant(
        provider,
        { accountId: account.accountId, clientId: client.clientId },
        asked,
        given,
      )
      return provider.Grant.find(grantId)
    },
  }
}
