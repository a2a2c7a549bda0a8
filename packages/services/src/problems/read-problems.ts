import { none } from '@gatehouse/contracts/endpoint'
import { getProblem as endpoint, type ProblemPage } from '@gatehouse/contracts/endpoints/problems'
import { type ProblemCode, type ProblemEntry, problemCodes, problems } from '@gatehouse/contracts/problems'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'

/** The catalogue of problems, in its order. */
export const listProblems = query({
  name: 'problem.list',
  allowed: { visitor: true },
  input: none,
  run: async ({ ctx }) => ({ items: problemCodes.map((code) => toPage(code, ctx.installation.portalUrl)) }),
})

/** One problem of the catalogue. */
export const getProblem = query({
  name: 'problem.get',
  allowed: { visitor: true },
  input: endpoint.params,
  run: async ({ ctx, input }) => {
    const code = problemCodes.find((known) => known === input.code)
    if (code === undefined) throw notFound()
    return toPage(code, ctx.installation.portalUrl)
  },
})

function toPage(code: ProblemCode, portalUrl: string): ProblemPage {
  const entry: ProblemEntry = problems[code]
  return { code, ...entry, fix: [...entry.fix], type: `${portalUrl}/problems/${code}` }
}
