import { z } from 'zod'
import { gatewayProblems } from './problem-catalogue/gateway-problems.ts'
import { identityProblems } from './problem-catalogue/identity-problems.ts'
import { managementProblems } from './problem-catalogue/management-problems.ts'
import { tokenProblems } from './problem-catalogue/token-problems.ts'

export type { ProblemEntry } from './problem-catalogue/problem-entry.ts'

/** The catalogue of problems (RFC 9457). One page per code in the portal, `/problems/CODE`, is generated from it; `type` is that page. */
export const problems = { ...gatewayProblems, ...tokenProblems, ...managementProblems, ...identityProblems } as const

export type ProblemCode = keyof typeof problems
export const problemCodes = Object.keys(problems) as ProblemCode[]

export const problemError = z.object({
  in: z.enum(['path', 'query', 'header', 'cookie', 'body', 'file']),
  /** JSON Pointer, or `/name` of a parameter. */
  pointer: z.string(),
  rule: z.string(),
  expected: z.string(),
  line: z.number().optional(),
})
export type ProblemError = z.infer<typeof problemError>

/** The wire shape of a problem (RFC 9457 §3). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string(),
  requestId: z.string().optional(),
  errors: z.array(problemError).optional(),
})
export type Problem = z.infer<typeof problem>

/** Builds a problem document; `type` is the page of the code below `portalUrl`. */
export function problemDocument(
  code: ProblemCode,
  portalUrl: string,
  more: { detail?: string; requestId?: string; errors?: ProblemError[] } = {},
): Problem {
  const entry = problems[code]
  return { type: `${portalUrl}/problems/${code}`, title: entry.title, status: entry.status, code, ...more }
}
