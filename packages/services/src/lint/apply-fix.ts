import { operationKey } from '@gatehouse/contracts/api-description'
import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { applyLintFix as endpoint } from '@gatehouse/contracts/endpoints/lint'
import type { LintEdit } from '@gatehouse/contracts/lint'
import { applyEdits } from '@gatehouse/importers/lint/apply-edits'
import { settle } from '@gatehouse/importers/lint/lint'
import { z } from 'zod'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { refuseEarly } from '../contracts/before-transaction.ts'
import { editWorkingCopy } from '../contracts/load-working-copy.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, parseInput, type VerbCall, verb } from '../grammar/verb.ts'
import { activeWaivers } from './active-waivers.ts'
import { judgeContract } from './judge-contract.ts'
import { loadRuleset } from './load-ruleset.ts'

const allowed = { permission: 'api.edit' } as const
const input = endpoint.params.extend(endpoint.body.shape)
type Plan = { edits: LintEdit[]; fixed: number }
const plan = z.custom<Plan>((value) => typeof value === 'object' && value !== null)

const saveLintFix = verb({
  name: 'lint.fix',
  allowed,
  read: 'api.read',
  input: input.extend({ plan }),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const { edits, fixed } = input.plan
    const etag = await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const contract = applyEdits(content.contract, edits)
      // Settings hang on the operations' keys, which no rule may change.
      if (contract.operations.some((operation) => !Object.hasOwn(content.operations, operationKey(operation))))
        throw new Error(`the fix of ${input.rule} renames an operation`)
      return { content: { ...content, contract }, touched: edits.map(({ pointer }) => `/contract${pointer}`) }
    })
    return { answer: { fixed, etag }, version }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: { rule: input.rule, place: input.place ?? null, fixed: result.answer.fixed },
  }),
  answer: ({ answer }) => answer,
})

/**
 * Lets a rule mend the working copy. The edits are found outside the transaction, in the state that the caller saw: If-Match is
 * checked against it here, and again under the row lock where they are made.
 */
export const applyLintFix = Object.assign(
  async (
    call: { ctx: Context; input: EndpointInput<typeof endpoint> } & VerbCall,
  ): Promise<EndpointOutput<typeof endpoint>> => {
    const parsed = parseInput(input, call.input)
    await refuseEarly(call.ctx, allowed, 'api.read', (db) => versionPathScope(db, parsed))
    return saveLintFix({ ...call, input: { ...parsed, plan: await planFix(call.ctx, parsed, call.ifMatch) } })
  },
  { verb: saveLintFix.verb, mutates: true as const, input, allowed },
)

async function planFix(ctx: Context, asked: z.output<typeof input>, ifMatch: number | undefined): Promise<Plan> {
  const db = ctx.db.prisma
  const version = await requireVersion(db, asked)
  const { ruleset } = await loadRuleset(db)
  const { rules, etag } = await judgeContract(db, version, ruleset)
  if (etag !== null) checkEtag(etag, ifMatch)
  const judged = rules.find(({ rule }) => rule === asked.rule)
  // What somebody allowed stays as it is, unless exactly that place is asked for.
  const { findings } = settle(judged ? [judged] : [], await activeWaivers(db, version.id), ctx.now().getTime())
  const counting = new Set(findings.map(({ place, message }) => `${place} ${message}`))
  const meant = (judged?.findings ?? []).filter(({ place, message, edits }) =>
    edits === undefined
      ? false
      : asked.place === undefined
        ? counting.has(`${place} ${message}`)
        : place === asked.place,
  )
  if (meant.length === 0) throw new DomainError('not_possible', 'The rule finds nothing there that it can mend.')
  return { edits: meant.flatMap(({ edits }) => edits ?? []), fixed: meant.length }
}
