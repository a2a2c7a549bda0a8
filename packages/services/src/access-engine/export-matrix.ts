import { csvRow } from '@gatehouse/contracts/csv'
import type { Download } from '@gatehouse/contracts/endpoint'
import { exportAccessMatrix as endpoint } from '@gatehouse/contracts/endpoints/access-engine'
import type { Context } from '../grammar/context.ts'
import { query } from '../grammar/query.ts'
import { cellsOf, type PreparedMatrix, prepareMatrix } from './get-matrix.ts'
import type { CallerChoice } from './load-callers.ts'
import { definitionOf } from './matrix-columns.ts'
import { loadStageRuntime } from './stage-runtime.ts'

const page = 200

/** The matrix as CSV, a line a cell, of any size: judged while it is sent. */
export const exportAccessMatrix = query({
  name: 'access.matrix-export',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, input }): Promise<Download> => {
    const matrix = await prepareMatrix(ctx, input)
    const day = ctx.now().toISOString().slice(0, 10)
    return {
      contentType: 'text/csv; charset=utf-8',
      fileName: `who-can-call-what-${matrix.stage.slug}-${day}.csv`,
      chunks: linesOf(ctx, matrix, input.verdict),
    }
  },
})

const head = ['Stage', 'Application', 'Team', 'API', 'Version', 'Method', 'Path', 'Verdict', 'Reason'] as const

async function* linesOf(ctx: Context, matrix: PreparedMatrix, verdict: string | undefined): AsyncGenerator<string> {
  const { stage, columns, choice, names } = matrix
  yield csvRow(head)
  let after: CallerChoice['after']
  for (;;) {
    const asked = { ...choice, limit: page, ...(after === undefined ? {} : { after }) }
    const runtime = await loadStageRuntime(ctx.db, stage.id, asked, ctx.now())
    const { reasons, values } = await cellsOf(ctx, runtime, columns, names)
    for (const [row, { name, team }] of runtime.callers.entries()) {
      const lines: string[] = []
      for (const [at, column] of columns.entries()) {
        const reason = reasons[values[row * columns.length + at] ?? 0]
        if (reason === undefined || (verdict !== undefined && reason.verdict !== verdict)) continue
        const { method, path } = definitionOf(column)
        const { api, planned } = column
        lines.push(
          csvRow([
            stage.name,
            name,
            team.name,
            api.name,
            planned.version.name,
            method,
            path,
            reason.verdict,
            reason.sentence,
          ]),
        )
      }
      yield lines.join('')
    }
    const last = runtime.callers.at(-1)
    if (last === undefined || runtime.callers.length < page) return
    after = { name: last.name, id: last.id }
  }
}
