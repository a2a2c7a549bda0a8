import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

const tag = 'Problems'

export const problemPage = z.strictObject({
  code: z.string(),
  status: z.number().int(),
  title: z.string(),
  why: z.string(),
  fix: z.array(z.string()),
  surface: z.enum(['gateway', 'management', 'both']),
  type: z.string(),
})
export type ProblemPage = z.infer<typeof problemPage>

export const listProblems = endpoint({
  id: 'problems.list',
  method: 'GET',
  path: '/problems',
  tag,
  summary: 'Every problem that gateway and management API can answer',
  audience: 'public',
  response: z.strictObject({ items: z.array(problemPage) }),
})

export const getProblem = endpoint({
  id: 'problems.get',
  method: 'GET',
  path: '/problems/{code}',
  tag,
  summary: 'One problem: why it happens, what to do',
  audience: 'public',
  params: z.strictObject({ code: z.string().max(60) }),
  response: problemPage,
})
