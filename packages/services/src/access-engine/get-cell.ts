import { type AccessCell, getAccessCell as endpoint } from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import { requireStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { dependenceTexts, loadAccessNames, reasonOf } from './access-words.ts'
import { chainOf } from './chain.ts'
import type { CallerCredential } from './load-callers.ts'
import { columnsOf, definitionOf, operationFor } from './matrix-columns.ts'
import { seenBy } from './seen.ts'
import { judgeOf, loadStageRuntime } from './stage-runtime.ts'

/** Why an application can call an operation, or not: the chain that decides, in words. */
export const getAccessCell = query({
  name: 'access.cell',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }): Promise<AccessCell> => {
    const stage = await requireStage(db, input.stage)
    const seen = await seenBy(ctx)
    const runtime = await loadStageRuntime(
      ctx.db,
      stage.id,
      { applicationIds: [input.application], seen: seen.callers, limit: 1 },
      ctx.now(),
    )
    const [caller] = runtime.callers
    const judge = judgeOf(runtime, ctx.now().getTime())
    const column =
      runtime.snapshot === null
        ? undefined
        : columnsOf(runtime.snapshot, seen.apis).find(({ id }) => id === input.operation)
    const operation = column === undefined || caller === undefined ? null : operationFor(column, caller.id)
    if (caller === undefined || judge === null || column === undefined || operation === null) throw notFound()
    const names = await loadAccessNames(db)
    const judgement = judge.application(caller, operation)
    const credential = caller.credentials.find(({ id }) => id === judgement.credential?.id) ?? null
    const depends = dependenceTexts(judgement)
    const { api, planned } = column
    const { method, path } = definitionOf(column)
    return {
      verdict: judgement.verdict,
      ...reasonOf(judgement, names),
      stage: { id: stage.id as Id<'stage'>, name: stage.name },
      application: { id: caller.id, name: caller.name, team: caller.team },
      operation: {
        id: input.operation,
        method,
        path,
        api: { id: api.id as Id<'api'>, slug: api.slug, name: api.name },
        version: planned.version.name,
      },
      depends,
      chain: chainOf(
        judgement.decision,
        {
          snapshot: judge.deps.snapshot,
          operation,
          stage: stage.name,
          api,
          credential: credential === null ? null : credentialText(credential),
          application: { id: caller.id, name: caller.name, team: caller.team.name },
          depends,
        },
        names,
      ),
      credential:
        credential === null || credential.madeUp
          ? null
          : {
              id: credential.id as Id<'credential'>,
              name: credential.name,
              kind: credential.kind === 'key' ? 'key' : 'client',
            },
    }
  },
})

/** “the key “Shop””, “a token of the client “Batch””. */
export function credentialText({ kind, name, madeUp }: CallerCredential): string {
  if (madeUp) return 'a key that could be made now: it has none that is live here'
  return kind === 'key' ? `the key “${name}”` : `a token of the client “${name}”`
}
