import type { AccessRow } from '@gatehouse/contracts/access'
import { apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { builtInIssuer, longestAccessTokenSeconds } from '@gatehouse/contracts/issuer-policy'
import { verificationKeysOf } from '@gatehouse/contracts/verification-keys'
import { providerSecretId } from './provider-secrets.ts'
import type { SqlClient } from './repeatable-read.ts'

type Rows = Map<string, (stageId: string) => AccessRow>

type Provider = {
  id: string
  kind: string
  settings: { issuer?: string; clientId?: string; introspection?: boolean } | null
  keys: { keys?: unknown; introspection?: unknown } | null
  subject_claim: string | null
  enabled: boolean
  sealed: boolean
}

/**
 * Who signs tokens, as gateways get it. A provider whose tokens no API can take – another kind than OpenID Connect, switched off, never
 * reached – has a row without keys, so that each name of the table has its row. `enabledAs`: as if they were switched so.
 */
export async function loadTokenIssuers(client: SqlClient, ids: readonly string[], enabledAs?: boolean): Promise<Rows> {
  const { rows: stages } = await client.query<{ id: string; gateway_url: string }>('SELECT id, gateway_url FROM stage')
  const addresses = new Map(stages.map((stage) => [stage.id, stage.gateway_url]))
  const rows: Rows = new Map()
  const add = (id: string, row: Omit<Extract<AccessRow, { kind: 'tokenIssuer' }>, 'kind' | 'id' | 'address'>) =>
    rows.set(id, (stageId) => ({ kind: 'tokenIssuer', id, address: addresses.get(stageId) ?? '', ...row }))
  if (ids.includes(builtInIssuer)) {
    const issuer = await readBuiltIn(client)
    if (issuer !== undefined) add(builtInIssuer, issuer)
  }
  const { rows: providers } = await client.query<Provider>(
    `SELECT id, kind, settings, keys, subject_claim, enabled, sealed IS NOT NULL AS sealed
     FROM identity_provider WHERE id = ANY($1::text[])`,
    [ids],
  )
  for (const { id, kind, settings, keys, subject_claim, enabled, sealed } of providers) {
    const on = (enabledAs ?? enabled) && kind === 'oidc' && settings?.issuer !== undefined
    const url = keys?.introspection
    const asks = on && settings.introspection === true && typeof url === 'string' && sealed
    add(id, {
      issuer: settings?.issuer ?? id,
      keys: on ? verificationKeysOf(keys) : [],
      ...(subject_claim === null ? {} : { subjectClaim: subject_claim }),
      ...(asks ? { introspection: { url, clientId: settings.clientId ?? '', secret: providerSecretId(id) } } : {}),
    })
  }
  return rows
}

/** Keys that sign or signed as long as tokens of theirs may live (issuer-keys.ts publishes the same to everybody). */
async function readBuiltIn(client: SqlClient) {
  const { rows } = await client.query<{ issuer: string | null; keys: string[] }>(
    `SELECT p.issuer, ARRAY(SELECT k.public_key FROM signing_key k WHERE k.purpose = 'issuer'
       AND (k.retired_at IS NULL OR k.retired_at > now() - make_interval(secs => $2)) ORDER BY k.created_at DESC, k.id DESC) AS keys
     FROM issuer_policy p WHERE p.id = $1`,
    [builtInIssuer, 2 * longestAccessTokenSeconds],
  )
  const row = rows[0]
  if (row === undefined || row.issuer === null) return undefined
  return { issuer: row.issuer, keys: verificationKeysOf({ keys: row.keys.map((text) => JSON.parse(text) as unknown) }) }
}

export async function loadTokenRules(client: SqlClient, ids: readonly string[]): Promise<Rows> {
  const { rows } = await client.query<{
    id: string
    api_id: string
    identity_provider_id: string | null
    position: number
    rule: unknown
  }>('SELECT id, api_id, identity_provider_id, position, rule FROM api_token_rule WHERE id = ANY($1::text[])', [ids])
  return new Map(
    rows.map((row) => [
      row.id,
      () =>
        ({
          kind: 'tokenRule',
          id: row.id,
          apiId: row.api_id,
          issuerId: row.identity_provider_id ?? builtInIssuer,
          position: row.position,
          rule: apiTokenRule.parse(row.rule),
        }) as AccessRow,
    ]),
  )
}
