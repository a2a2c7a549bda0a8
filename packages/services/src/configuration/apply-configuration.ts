import type { ConfigurationChange } from '@gatehouse/contracts/configuration'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { applyConfiguration as endpoint } from '@gatehouse/contracts/endpoints/configuration'
import { problemDocument } from '@gatehouse/contracts/problems'
import type { z } from 'zod'
import { authorize } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { parseInput } from '../grammar/verb.ts'
import { hashSteps, planSteps } from './plan-configuration.ts'

type Answer = EndpointOutput<typeof endpoint>

const allowed = { permission: 'api.read', anyScope: true } as const

/** A request that runs longer is given up by what stands between; the same document again goes on where this one ended. */
const longestMs = 25_000

/**
 * Makes the installation what the document says, change by change, each by its own verb: with its permission, its checks and its audit
 * entry. Nothing is undone when one is refused; what was done is in the answer, and applying again does the rest.
 */
export const applyConfiguration = Object.assign(
  async (call: { ctx: Context; input: z.input<typeof endpoint.body> }): Promise<Answer> => {
    const { ctx } = call
    const input = parseInput(endpoint.body, call.input)
    authorize(ctx.actor, allowed, undefined, allowed.permission)
    const { steps, notes } = await planSteps(ctx, ctx.db.prisma, input)
    if (input.hash !== undefined && input.hash !== hashSteps(steps))
      throw new DomainError('changed_meanwhile', 'The plan would be another one now. Nothing was changed: plan again.')
    const blocked = steps.filter(({ change }) => change.blocked !== null)
    const possible = steps.filter(({ change }) => change.blocked === null)
    const done: ConfigurationChange[] = []
    const until = performance.now() + longestMs
    let failed: Answer['failed'] = null
    for (const { change, run } of possible) {
      // One at least, so that the same call again always comes further.
      if (done.length > 0 && performance.now() > until) break
      try {
        await run(ctx)
        done.push(change)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        failed = { change, problem: toProblem(ctx, error) }
        break
      }
    }
    const left = possible.slice(done.length + (failed ? 1 : 0))
    const rest = steps.filter(({ change }) => !done.includes(change))
    return {
      done,
      failed,
      left: left.length,
      hash: failed === null && left.length > 0 ? hashSteps(rest) : null,
      blocked: blocked.map(({ change }) => change),
      notes,
    }
  },
  { verb: 'configuration.apply', mutates: true as const, input: endpoint.body, allowed },
)

function toProblem(ctx: Context, error: DomainError) {
  const { code, detail, errors } = error
  return problemDocument(code, ctx.installation.portalUrl, {
    requestId: ctx.requestId,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  })
}
