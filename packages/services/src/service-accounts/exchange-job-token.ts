import { createHash } from 'node:crypto'
import { claimedIssuer, createJobTokenVerifier, JobTokenRefused, type VerifyJobToken } from '@gatehouse/auth/job-tokens'
import { mintManagementKey } from '@gatehouse/auth/management-keys'
import { hashSecret } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import { claimFits } from '@gatehouse/contracts/job-tokens'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Installation } from '../grammar/installation.ts'
import { verb } from '../grammar/verb.ts'

type Rule = Prisma.JobIdentityRuleGetPayload<object>
type Claims = Readonly<Record<string, unknown>>

export type JobCredential = { key: string; expiresIn: number; scopes: string[] }

const verifiers = new WeakMap<Installation, VerifyJobToken>()

function verifierOf(ctx: Context): VerifyJobToken {
  const known = verifiers.get(ctx.installation)
  if (known) return known
  const made = createJobTokenVerifier(ctx.installation.identity?.network ?? { rules: { mode: 'idp' } }, ctx.now)
  verifiers.set(ctx.installation, made)
  return made
}

/**
 * A pipeline's own token for a management key that holds for minutes. Only issuers that a rule names are asked for their keys; only
 * claims that a signature vouches for are compared; each token counts once. Throws job_token_refused naming what did not match.
 */
export async function exchangeJobToken(
  ctx: Context,
  asked: { token: string; scopes: readonly string[] },
): Promise<JobCredential> {
  const claimed = claimedIssuer(asked.token)
  if (claimed === undefined) throw refused('This is no signed token of a pipeline’s job.')
  const now = ctx.now()
  const rules = await ctx.db.prisma.jobIdentityRule.findMany({
    where: {
      issuer: claimed.issuer,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      serviceAccount: { deactivatedAt: null },
    },
    orderBy: { createdAt: 'asc' },
    take: 500,
  })
  if (rules.length === 0) throw refused(`No rule names the issuer ${claimed.issuer.slice(0, 200)}: claim \`iss\`.`)
  const claims = await verifierOf(ctx)(asked.token, claimed.issuer, claimed.kid).catch((error: unknown) => {
    throw error instanceof JobTokenRefused ? refused(error.message) : error
  })
  const rule = rules.find((one) => mismatch(one, claims) === undefined)
  if (rule === undefined) throw refused(whyNot(rules, claims))
  const scopes = asked.scopes.length === 0 ? rule.scopes : rule.scopes.filter((scope) => asked.scopes.includes(scope))
  if (scopes.length === 0) throw refused('The rule gives none of the scopes that were asked for.')
  const spent = createHash('sha256')
    .update(`${claimed.issuer} ${claims.jti ?? asked.token}`)
    .digest('hex')
  const { key } = await signInJob({
    ctx,
    input: {
      ruleId: rule.id,
      scopes,
      spent,
      tokenEnds: new Date(Number(claims.exp) * 1000 + 60_000).toISOString(),
      run: runOf(claims),
    },
  })
  return { key, expiresIn: rule.minutes * 60, scopes }
}

const signInJob = verb({
  name: 'job-rule.sign-in',
  allowed: { visitor: true },
  input: z.strictObject({
    ruleId: z.string(),
    scopes: z.array(z.string()),
    spent: z.string(),
    tokenEnds: z.iso.datetime(),
    run: z.record(z.string(), z.string()),
  }),
  run: async ({ ctx, tx, input }) => {
    const now = ctx.now()
    const first = await tx.spentToken.createMany({
      data: [{ id: input.spent, expiresAt: new Date(input.tokenEnds) }],
      skipDuplicates: true,
    })
    if (first.count !== 1) throw refused('This token was used already: claim `jti`. Ask the pipeline for a fresh one.')
    const rule = await tx.jobIdentityRule.update({
      where: { id: input.ruleId },
      data: { lastUsedAt: now },
      include: { serviceAccount: { select: { teamId: true } } },
    })
    const key = mintManagementKey()
    const id = newId('managementKey')
    await tx.managementKey.create({
      data: {
        id,
        serviceAccountId: rule.serviceAccountId,
        jobRuleId: rule.id,
        name: `Job by ${rule.name}`,
        hash: hashSecret(key),
        start: key.slice(0, 12),
        scopes: input.scopes,
        createdBy: rule.id,
        expiresAt: new Date(now.getTime() + rule.minutes * 60_000),
      },
    })
    return { id, key, teamId: rule.serviceAccount.teamId, serviceAccountId: rule.serviceAccountId }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'managementKey', id: result.id },
    teamId: result.teamId,
    after: { serviceAccountId: result.serviceAccountId, rule: input.ruleId, scopes: input.scopes, run: input.run },
  }),
  answer: ({ key }) => ({ key }),
})

/** The claim that keeps a token from a rule; undefined when all hold. */
function mismatch(rule: Rule, claims: Claims): string | undefined {
  const audiences = [claims.aud].flat()
  if (!audiences.includes(rule.audience)) return 'aud'
  const wanted = Object.entries(rule.claims as Record<string, string>)
  return wanted.find(([name, pattern]) => !claimFits(pattern, claims[name]))?.[0]
}

/** Which claim did not match, with what the token says of it: the caller's own words. What rules ask for is not told. */
function whyNot(rules: readonly Rule[], claims: Claims): string {
  const names = [...new Set(rules.map((rule) => mismatch(rule, claims) ?? ''))].slice(0, 5)
  const parts = names.map((name) => {
    const value = claims[name]
    return value === undefined
      ? `claim \`${name}\` is missing`
      : `claim \`${name}\` is ${JSON.stringify(value).slice(0, 120)}`
  })
  return `No rule fits: ${parts.join('; ')}.`
}

/** What the audit log keeps of a run: places, no persons. */
function runOf(claims: Claims): Record<string, string> {
  const names = ['sub', 'repository', 'ref', 'environment', 'run_id', 'project_path', 'pipeline_id', 'job_id', 'sha']
  return Object.fromEntries(
    names.flatMap((name) => (claims[name] === undefined ? [] : [[name, String(claims[name]).slice(0, 200)]])),
  )
}

function refused(detail: string): DomainError {
  return new DomainError('job_token_refused', detail)
}
