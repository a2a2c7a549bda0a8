import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { headerIndex } from '../raw-headers.ts'
import { finding, findingsOf, maxFindings } from '../validation/findings.ts'
import { parseJsonBody } from '../validation/json-body.ts'

/** Parameters, then what the head says of the body. A JSON body with something to judge is asked for. */
export function validateHead(_deps: DecideDeps, decision: RequestDecision): boolean {
  const { operation, bodyLength } = decision
  if (operation === null) return true
  if (typeof bodyLength === 'number' && bodyLength > operation.bodyBytes) {
    return decision.refuse('body_too_large', `At most ${operation.bodyBytes} bytes.`)
  }
  if (operation.validation === 'off') return true
  if (operation.parameters !== null) {
    const found = operation.parameters.check(decision)
    if (found !== null && !note(decision, found)) return false
  }
  if (bodyLength === 0) {
    return operation.body?.required === true ? note(decision, [bodyMissing]) : true
  }
  return checkContentType(decision)
}

function checkContentType(decision: RequestDecision): boolean {
  const at = headerIndex(decision.rawHeaders, 'content-type')
  const header = at < 0 ? '' : (decision.rawHeaders[at + 1] as string)
  const body = decision.operation?.body ?? null
  const content = body === null ? null : body.accepted.find(header)
  if (content === null) {
    // A body that the contract does not know is judged by nobody: the same answer as for an unknown type.
    const names = body === null ? 'no body' : body.accepted.names.slice(0, 10).join(', ')
    if (decision.operation?.validation === 'block') {
      return decision.refuse('content_type_unsupported', `This operation takes ${names}.`)
    }
    return note(decision, [finding('header', '/content-type', 'content-type', names)])
  }
  decision.bodyContent = content
  decision.needsBody = content.json
  return true
}

/** The body itself; types other than JSON never come here. */
export function validateBody(decision: RequestDecision, bytes: Uint8Array): boolean {
  const { operation, bodyContent } = decision
  if (operation === null || bodyContent === null) return true
  if (bytes.length === 0) return operation.body?.required === true ? note(decision, [bodyMissing]) : true
  const parsed = parseJsonBody(bytes)
  if (!parsed.ok) {
    const where = `${parsed.reason} Line ${parsed.line}, column ${parsed.column}.`
    if (operation.validation === 'block') return decision.refuse('body_not_json', where)
    return note(decision, [finding('body', '', 'json', where)])
  }
  const validator = bodyContent.validator?.validator
  if (validator === undefined || validator(parsed.value)) return true
  return note(decision, findingsOf('body', '', validator.errors ?? [], parsed.value))
}

const bodyMissing: ValidationFinding = Object.freeze(finding('body', '', 'required', 'a body'))

/** `report` only writes down; `block` refuses. */
function note(decision: RequestDecision, found: readonly ValidationFinding[]): boolean {
  decision.findings = decision.findings.length === 0 ? found : [...decision.findings, ...found].slice(0, maxFindings)
  return decision.operation?.validation === 'block' ? decision.refuse('request_invalid') : true
}
