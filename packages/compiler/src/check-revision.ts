import { operationKey } from '@gatehouse/contracts/api-description'
import { guardrailPolicy } from '@gatehouse/contracts/guardrails'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { GuardrailUse, SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import type { BackendAddress, StageValues } from './stage-state.ts'

type PolicyUse = RevisionContent['policies'][number]

/** What a stage lacks for a revision: a value for each backend that an operation uses, and a usable address. */
export function checkStageValues(content: RevisionContent, values: StageValues, where: string): SnapshotIssue[] {
  const issues: SnapshotIssue[] = []
  const names = new Set(content.backends.map(({ name }) => name))
  const first = content.backends[0]?.name ?? ''
  const used = new Set(Object.values(content.operations).map((operation) => operation.backend ?? first))
  for (const name of [...used].sort()) {
    if (!names.has(name)) {
      issues.push({
        code: 'backend',
        message: `Operations use the backend “${name}”, which the revision does not list.`,
        where,
      })
      continue
    }
    const backend = Object.hasOwn(values.backends, name) ? values.backends[name] : undefined
    if (backend === undefined) {
      const message = `The stage has no value for the backend “${name}”: set its address under stage values.`
      issues.push({ code: 'backend', message, where: `backends.${name}.url` })
      continue
    }
    if (backend.mock) continue
    const problem = addressProblem(backend)
    if (problem !== null)
      issues.push({ code: 'backend', message: `Backend “${name}”: ${problem}`, where: `backends.${name}.url` })
  }
  return issues
}

function addressProblem({ url, headers }: BackendAddress): string | null {
  if (!URL.canParse(url)) return 'the address is not a URL.'
  const parsed = new URL(url)
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return 'the address must begin with http:// or https://.'
  if (parsed.username !== '' || parsed.password !== '')
    return 'the address must not hold a name or password; use a secret header.'
  if (parsed.search !== '' || parsed.hash !== '') return 'the address must not have a query or fragment.'
  for (const { name, value, secret } of headers ?? []) {
    if ((value === undefined) === (secret === undefined))
      return `the header “${name}” needs either a value or a secret.`
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return `“${name}” is not a header name.`
    if (value !== undefined && !/^[\t\x20-\x7e]*$/.test(value))
      return `the header “${name}” has characters that no header may have.`
  }
  return null
}

/** Operations of the contract without a mapping, and templates that match the same requests. */
export function checkOperations(content: RevisionContent, where: string): SnapshotIssue[] {
  const issues: SnapshotIssue[] = []
  const shapes = new Map<string, string>()
  for (const operation of content.contract.operations) {
    const key = operationKey(operation)
    if (!Object.hasOwn(content.operations, key)) {
      issues.push({ code: 'format', message: `${key} has no operation id in the revision.`, where })
    }
    const shape = `${operation.method} ${operation.path.replace(/\{[^{}]*\}/g, '{}')}`
    const other = shapes.get(shape)
    if (other !== undefined) {
      issues.push({
        code: 'route',
        message: `${other} and ${key} match the same requests.`,
        where: content.operations[key]?.id ?? where,
      })
    }
    shapes.set(shape, key)
  }
  return issues
}

/** Policies that do not exist, options that are not as their definition asks, and examples that come out otherwise than their authors wrote down. */
export function checkPolicies(uses: readonly PolicyUse[], where: string): SnapshotIssue[] {
  const issues = uses.flatMap((use) => checkUse(use, where))
  if (uses.filter(({ policy }) => policy === 'access-rules').length > 1) {
    const message = 'There are two lists of access rules in one place: put the rules into one list.'
    issues.push({ code: 'policy', message, where })
  }
  for (const { policy } of uses) {
    if (policyDefinitions[policy]?.guardrailOnly !== true) continue
    issues.push({ code: 'policy', message: `Policy “${policy}” is one for guardrails only.`, where })
  }
  return issues
}

/** The same for guardrails, each by its own id; what could be weakened by an API cannot be one. */
export function checkGuardrails(uses: readonly GuardrailUse[]): SnapshotIssue[] {
  return uses.flatMap((use): SnapshotIssue[] => {
    const where = use.guardrail ?? 'guardrails'
    if (guardrailPolicy.safeParse(use.policy).success || policyDefinitions[use.policy] === undefined)
      return checkUse(use, where)
    return [{ code: 'policy', message: `Policy “${use.policy}” cannot be a guardrail: an API could weaken it.`, where }]
  })
}

function checkUse({ policy, options }: PolicyUse | GuardrailUse, where: string): SnapshotIssue[] {
  const definition = Object.hasOwn(policyDefinitions, policy) ? policyDefinitions[policy] : undefined
  if (definition === undefined) return [{ code: 'policy', message: `There is no policy “${policy}”.`, where }]
  const parsed = definition.options.safeParse(options)
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({
      code: 'policy' as const,
      message: `Policy “${policy}”: ${path.join('.') || 'options'} ${message}.`,
      where,
    }))
  }
  return (definition.examples?.(options) ?? []).flatMap(({ title, expected, run }): SnapshotIssue[] => {
    const { holds, came } = run()
    if (holds) return []
    const message = `Policy “${policy}”: the example “${title}” should be ${expected}, but is ${came}.`
    return [{ code: 'example', message, where }]
  })
}
