import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { Capability } from './stage-state.ts'

/** What a gateway must know to judge requests to an operation as it was compiled. */
export function requestCapabilities(operation: CompiledOperation): Capability[] {
  const needed: Capability[] = []
  const { limits, undeclared, body } = operation
  if (undeclared !== undefined) needed.push('undeclared')
  if (Object.keys(limits).some((name) => name !== 'bodyBytes')) needed.push('structural-limits')
  if (operation.requestValidation === 'off') return needed
  if (operation.parameters.length > 0) needed.push('validate-parameters')
  if (body === undefined) return needed
  needed.push('validate-json')
  if (Object.entries(body.content).some(([type, { schema }]) => isJudgedContent(type, schema !== undefined))) {
    needed.push('validate-content')
  }
  return needed
}

/** Types other than JSON whose bodies are read and judged. */
function isJudgedContent(type: string, hasSchema: boolean): boolean {
  if (/^(?:application|text)\/xml\b|\+xml\b/i.test(type)) return true
  return hasSchema && /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/)/i.test(type)
}
