import { explainToken as endpoint, type TokenExplanation } from '@gatehouse/contracts/endpoints/token-rules'
import type { Id } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import { claimSentence } from '@gatehouse/policies/tokens/claim-sentence'
import { parseCompactJws, parseJsonObject } from '@gatehouse/policies/tokens/compact-jws'
import { skewMs } from '@gatehouse/policies/tokens/dpop'
import { type KnownToken, readToken, revocationNames } from '@gatehouse/policies/tokens/known-token'
import { tokenMeaning } from '@gatehouse/policies/tokens/token-meaning'
import { type KnownTokenRule, tokenRegistry } from '@gatehouse/policies/tokens/token-registry'
import { apiScope, type Db } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { query } from '../grammar/query.ts'
import { loadTokenIssuers, loadTokenRules } from '../publishing/token-rows.ts'
import { claimMeanings } from './claim-meanings.ts'
import { type ApiOnStage, requireApiOnStage } from './token-rules-view.ts'

type Step = TokenExplanation['steps'][number]

/** Judges a pasted token as the stage's gateways would, by the same code on the same rows, and says of each step what came out. */
export const explainToken = query({
  name: 'token-rules.explain',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.body.shape),
  scope: apiScope,
  run: async ({ ctx, db, input }): Promise<TokenExplanation> => {
    const place = await requireApiOnStage(db, input)
    const token = input.token.replace(/^(bearer|dpop) +/i, '')
    const jws = parseCompactJws(token)
    const claims = jws === null ? null : parseJsonObject(jws.payload)
    const nothing = { header: [], claims: [], rules: [], application: null, scopes: [] }
    if (jws === null || claims === null)
      return { ...nothing, code: 'token_malformed', steps: [refused('token_malformed')] }
    const shown = {
      ...nothing,
      header: pairs({ alg: jws.header.alg, kid: jws.header.kid, typ: jws.header.typ }),
      claims: Object.entries(claims).map(([name, value]) => ({
        name,
        value: textOf(value),
        meaning: claimMeanings[name]?.(value) ?? null,
      })),
    }
    const registry = await loadRegistry(ctx, db, place)
    const read = readToken(token, registry)
    if (!read.ok) return { ...shown, code: read.code, steps: stepsUntil(read.code, read.detail) }
    return { ...shown, ...(await explainKnown(ctx, db, place, read.token, registry)) }
  },
})

async function explainKnown(
  ctx: Context,
  db: Db,
  { api, stage }: ApiOnStage,
  token: KnownToken,
  registry: ReturnType<typeof tokenRegistry>,
): Promise<Omit<TokenExplanation, 'header' | 'claims'>> {
  const where = { apiId: api.id, basePath: undefined, stageId: stage.id, tools: null }
  const versions = await db.version.findMany({ where: { apiId: api.id }, select: { basePath: true } })
  const meanings = [undefined, ...versions.map(({ basePath }) => basePath)].map((basePath) =>
    tokenMeaning(token, { ...where, basePath }, registry),
  )
  const meaning = meanings.find(({ ok }) => ok) ?? tokenMeaning(token, where, registry)
  const rules = (registry.rulesOf(api.id).get(token.issuer.id) ?? []).map((rule) => explainRule(rule, token))
  const now = ctx.now().getTime()
  const timing = timingOf(token, now)
  const revoked = await isRevoked(db, token)
  const code = timing ?? (revoked ? 'token_revoked' : meaning.ok ? null : meaning.code)
  const steps = [
    passed('It is signed by a key of its issuer and is an access token.'),
    timing === null ? passed('Its times are good.') : refused(timing),
    revoked ? refused('token_revoked') : passed('Neither it, nor its issuer, client or user is revoked.'),
    meaning.ok ? passed('A rule takes it for this API.') : refused(meaning.code, meaning.detail),
  ]
  if (!meaning.ok || code !== null) return { code, steps, rules, application: null, scopes: [] }
  const credential =
    meaning.client === null
      ? null
      : await db.credential.findFirst({
          where:
            'id' in meaning.client
              ? { id: meaning.client.id, stageId: stage.id }
              : { hash: Buffer.from(meaning.client.digest, 'latin1').toString('hex') },
          include: { application: { select: { id: true, name: true, state: true } } },
        })
  const standing: ProblemCode | null =
    credential === null
      ? token.issuer.builtIn
        ? 'token_client_unknown'
        : 'token_client_not_linked'
      : credential.revokedAt !== null
        ? 'token_client_revoked'
        : credential.expiresAt !== null && credential.expiresAt.getTime() <= now
          ? 'token_client_expired'
          : credential.application.state === 'active'
            ? null
            : 'application_suspended'
  const client =
    standing === null ? passed(`It is the application ${credential?.application.name} that calls.`) : refused(standing)
  const bound =
    token.boundTo === undefined ? [] : [passed('It is bound to a key: each call needs a proof of it (DPoP).')]
  const application = credential && {
    id: credential.application.id as Id<'application'>,
    name: credential.application.name,
  }
  return { code: standing, steps: [...steps, client, ...bound], rules, application, scopes: [...meaning.scopes] }
}

function explainRule({ id, rule, claims }: KnownTokenRule, token: KnownToken): TokenExplanation['rules'][number] {
  const audience = rule.audiences.length === 0 || token.audiences.some((one) => rule.audiences.includes(one))
  const named = rule.audiences.length === 0 ? 'the stage or the API' : rule.audiences.join(' or ')
  const sentences: Step[] = [
    ...(rule.accept ? [] : [{ outcome: 'refused' as const, sentence: 'It takes no token of this issuer.' }]),
    { outcome: audience ? 'passed' : 'refused', sentence: `“aud” must be ${named}.` },
    ...claims.map(
      (test): Step => ({
        outcome: test.holds(token.claims) ? 'passed' : 'refused',
        sentence: claimSentence(test.rule),
      }),
    ),
  ]
  return { id, holds: sentences.every(({ outcome }) => outcome === 'passed'), sentences }
}

async function loadRegistry(ctx: Context, db: Db, { api, stage }: ApiOnStage) {
  const [providers, rules] = await Promise.all([
    db.identityProvider.findMany({ where: { enabled: true, kind: 'oidc' }, select: { id: true } }),
    db.apiTokenRule.findMany({ where: { apiId: api.id, stageId: stage.id }, select: { id: true } }),
  ])
  const issuers = await loadTokenIssuers(ctx.db.pool, [builtInIssuer, ...providers.map(({ id }) => id)])
  const ruleRows = await loadTokenRules(
    ctx.db.pool,
    rules.map(({ id }) => id),
  )
  const rowsOf = (rows: Awaited<ReturnType<typeof loadTokenIssuers>>) => [...rows.values()].map((row) => row(stage.id))
  return tokenRegistry(
    rowsOf(issuers).filter((row) => row.kind === 'tokenIssuer'),
    rowsOf(ruleRows).filter((row) => row.kind === 'tokenRule'),
  )
}

function timingOf({ expiresAt, notBefore, issuedAt }: KnownToken, now: number): ProblemCode | null {
  if (expiresAt + skewMs <= now) return 'token_expired'
  if (notBefore > now + skewMs || issuedAt > now + skewMs) return 'token_not_yet_valid'
  return issuedAt + 86_400_000 + skewMs < now ? 'token_too_old' : null
}

async function isRevoked(db: Db, token: KnownToken): Promise<boolean> {
  const found = await db.revocation.findFirst({
    where: {
      id: { in: revocationNames(token.claims, token.issuer, token.subject) },
      notBefore: { gte: new Date(token.issuedAt) },
    },
    select: { id: true },
  })
  return found !== null
}

const order: readonly ProblemCode[] = [
  'token_issuer_unknown',
  'token_key_unknown',
  'token_signature_invalid',
  'token_wrong_type',
  'token_claims_missing',
]
const sentences = [
  'Its issuer is one that this stage knows.',
  'Its issuer has published the key that it names.',
  'The signature is by that key.',
  'It is an access token.',
  'It says until when and for whom it is good.',
]

function stepsUntil(code: ProblemCode, detail: string | null): Step[] {
  const at = order.indexOf(code)
  return [...sentences.slice(0, Math.max(0, at)).map(passed), refused(code, detail)]
}

const passed = (sentence: string): Step => ({ outcome: 'passed', sentence })
const refused = (code: ProblemCode, detail: string | null = null): Step => ({
  outcome: 'refused',
  sentence: `${problems[code].why}${detail === null ? '' : ` ${detail}`}`,
})

function pairs(values: Readonly<Record<string, string | undefined>>): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 500)
