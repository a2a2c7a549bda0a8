import type { IssuerClient } from '@gatehouse/auth/issuer/ports'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { storedClient } from '@gatehouse/contracts/oauth-client'
import type { Context } from '../grammar/context.ts'
import { readIssuerPolicy } from './policy.ts'

type Row = {
  id: string
  name: string
  application_id: string
  application_name: string
  stage_id: string
  gateway_url: string
  client: unknown
  scopes: string[]
  base_paths: string[]
  catalogue: string[]
}

/**
 * The client of an id, if it may get tokens now, cut to what the policy and the catalogue allow. Asked on each request: what is
 * revoked, suspended, expired, closed or switched off gets nothing from the next one on.
 */
export async function findIssuerClient(
  ctx: Pick<Context, 'db' | 'now'>,
  clientId: string,
): Promise<IssuerClient | undefined> {
  const now = ctx.now()
  const [{ rows }, { policy }] = await Promise.all([
    ctx.db.pool.query<Row>(
      `SELECT c.id, c.name, c.application_id, a.name AS application_name, c.stage_id, s.gateway_url, c.client, c.scopes,
         ARRAY(SELECT DISTINCT v.base_path FROM subscription b JOIN product_item i ON i.product_id = b.product_id
           JOIN version v ON v.id = i.version_id
           WHERE b.application_id = a.id AND b.state = 'active' ORDER BY 1 LIMIT 500) AS base_paths,
         ARRAY(SELECT e.name FROM scope_entry e WHERE e.issuer_id = $3 ORDER BY 1) AS catalogue
       FROM credential c JOIN application a ON a.id = c.application_id JOIN team t ON t.id = a.team_id
         JOIN stage s ON s.id = c.stage_id LEFT JOIN person p ON p.id = t.personal_of_id
       WHERE c.id = $1 AND c.kind = 'client' AND c.revoked_at IS NULL AND c.suspended_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $2)
         AND a.deleted_at IS NULL AND a.state = 'active' AND t.state = 'active' AND p.deactivated_at IS NULL
         AND s.exposure <> 'hidden'`,
      [clientId, now, builtInIssuer],
    ),
    readIssuerPolicy(ctx.db.prisma),
  ])
  const row = rows[0]
  if (row === undefined) return undefined
  const client = storedClient.parse(row.client)
  const grants = client.grants.filter((grant) => policy.grants.includes(grant))
  const codes = grants.includes('authorization_code')
  const { senderConstraint } = policy
  const catalogue = new Set(row.catalogue)
  return {
    id: row.id,
    name: row.application_name,
    applicationId: row.application_id,
    stageId: row.stage_id,
    client: {
      ...client,
      grants: codes ? grants : grants.filter((grant) => grant !== 'refresh_token'),
      redirectUris: codes ? client.redirectUris : [],
      dpop:
        client.dpop || senderConstraint === 'all' || (senderConstraint === 'public' && client.authMethod === 'none'),
    },
    secretHashes: client.secrets.filter(({ until }) => until === null || new Date(until) > now).map(({ hash }) => hash),
    scopes: row.scopes.filter((scope) => catalogue.has(scope)),
    stageAudience: row.gateway_url,
    apiAudiences: row.base_paths.map((path) => `${row.gateway_url}${path}`),
  }
}
