import type { Endpoint } from '@gatehouse/contracts/endpoint'
import type { ProblemError } from '@gatehouse/contracts/problems'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { z } from 'zod'
import { readJson } from './read-json.ts'
import { isStorable } from './storable.ts'

/** A body can be wrong in as many places as it has bytes. */
const mostFindings = 50

/**
 * Parses path parameters, query and body with the endpoint's strict schemas into one flat object. All findings are given at once,
 * each with its place. Throws DomainError.
 */
export async function readInput(
  endpoint: Endpoint,
  request: Request,
  params: Record<string, string>,
  search: URLSearchParams,
): Promise<Record<string, unknown>> {
  const findings: ProblemError[] = []
  const take = (schema: z.ZodType, value: unknown, place: ProblemError['in']): Record<string, unknown> => {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data as Record<string, unknown>
    findings.push(...parsed.error.issues.slice(0, mostFindings).map((issue) => finding(issue, place)))
    return {}
  }
  const hasBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
  const path = take(endpoint.params, params, 'path')
  const query = take(endpoint.query, queryObject(endpoint.query, search, findings), 'query')
  const body = hasBody ? take(endpoint.body, await readJson(request, endpoint.maxBody), 'body') : {}
  if (findings.length === 0 && !isStorable({ ...body, ...query, ...path })) {
    findings.push({ in: 'body', pointer: '', rule: 'characters', expected: 'Unicode text without NUL characters' })
  }
  if (findings.length > 0)
    throw new DomainError('invalid_input', undefined, { errors: findings.slice(0, mostFindings) })
  return { ...body, ...query, ...path }
}

function finding(issue: z.core.$ZodIssue, place: ProblemError['in']): ProblemError {
  // An unknown member's own name is the pointer: that is what has to go.
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  return {
    in: place,
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    rule: issue.code ?? 'invalid',
    expected: issue.message,
  }
}

/** One value per name; a list where the schema takes one. A second value for anything else is refused, never silently dropped. */
function queryObject(
  schema: z.ZodType,
  search: URLSearchParams,
  findings: ProblemError[],
): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const name of new Set(search.keys())) {
    const all = search.getAll(name)
    if (takesList(schema, name)) values[name] = all
    else {
      values[name] = all[0] ?? ''
      if (all.length > 1) {
        findings.push({ in: 'query', pointer: `/${name}`, rule: 'duplicate', expected: 'one value' })
      }
    }
  }
  return values
}

function takesList(schema: z.ZodType, name: string): boolean {
  if (!(schema instanceof z.ZodObject)) return false
  let member: unknown = schema.shape[name]
  while (member instanceof z.ZodOptional || member instanceof z.ZodDefault || member instanceof z.ZodNullable) {
    member = member.unwrap()
  }
  return member instanceof z.ZodArray
}
