import { openIdScopes } from '@gatehouse/contracts/issuer-policy'
import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import type { IssuerDeps } from './configuration.ts'
import { clientOf } from './grants.ts'
import type { IssuerClient, IssuerState } from './ports.ts'

const openId: ReadonlySet<string> = new Set(openIdScopes)

/** Whom a token is for (RFC 8707): the client's stage, or one API there; and what it may carry there. */
export function createResources(deps: IssuerDeps, { policy }: IssuerState) {
  return {
    /** Where nothing is named: the stage, if the policy lets tokens be good for all of it. Who only signs in gets no API token. */
    defaultResource: async (ctx: KoaContextWithOIDC, _client: unknown, oneOf?: readonly string[]) => {
      if (oneOf?.[0] !== undefined) return oneOf.length === 1 ? oneOf[0] : oneOf
      const asked = scopesAsked(ctx)
      if (asked.length > 0 && asked.every((scope) => openId.has(scope))) return []
      const client = await clientOf(deps, ctx)
      if (client === undefined) return []
      if (policy.audience === 'stage') return client.stageAudience
      const [only, another] = client.apiAudiences
      if (only !== undefined && another === undefined) return only
      throw new errors.InvalidTarget('name the API that the token is for by the parameter resource')
    },
    useGrantedResource: () => true,
    getResourceServerInfo: async (ctx: KoaContextWithOIDC, resource: string): Promise<ResourceServer> => {
      const client = await clientOf(deps, ctx)
      if (client === undefined || !audiencesOf(client, policy.audience).has(resource)) throw new errors.InvalidTarget()
      refuseOtherScopes(ctx, client)
      const accountId = ctx.oidc.entities.Account?.accountId
      const withheld = new Set(accountId === undefined ? [] : (await deps.ports.findAccount(accountId))?.withheld)
      const scopes = client.scopes.filter((scope) => !withheld.has(scope))
      if (ctx.oidc.params?.grant_type === 'client_credentials' && scopesAsked(ctx).length === 0)
        ctx.oidc.params.scope = scopes.join(' ') || undefined
      return {
        scope: scopes.join(' '),
        audience: resource,
        accessTokenTTL: policy.lifetimes.accessTokenSeconds,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: policy.algorithm } },
      }
    },
  }
}

function audiencesOf(client: IssuerClient, audience: 'stage' | 'api'): Set<string> {
  if (audience === 'api') return new Set(client.apiAudiences)
  // The MCP endpoint is a resource of its own (RFC 9728), and leads to every API of the stage that its client may use.
  return new Set([client.stageAudience, `${client.stageAudience}/mcp`, ...client.apiAudiences])
}

function scopesAsked(ctx: KoaContextWithOIDC): string[] {
  const scope = ctx.oidc.params?.scope
  return typeof scope === 'string' ? scope.split(' ').filter((part) => part !== '') : []
}

/** A scope that the client may not have is said, not dropped: what is missing would show at the first call otherwise. */
function refuseOtherScopes(ctx: KoaContextWithOIDC, client: IssuerClient): void {
  const other = scopesAsked(ctx).find((scope) => !openId.has(scope) && !client.scopes.includes(scope))
  if (other !== undefined) throw new errors.InvalidScope('the client may not ask for this scope', other)
}
