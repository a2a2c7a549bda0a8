import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { headerIndex } from '../raw-headers.ts'
import { noteCall } from '../recording/note-call.ts'
import type { PlannedOperation } from '../snapshot/runtime.ts'
import type { BodyVerdict } from '../validation/body-judge.ts'
import { finding, maxFindings } from '../validation/findings.ts'
import type { RequestBodies } from '../validation/request-bodies.ts'
import type { UndeclaredParts } from '../validation/undeclared-parts.ts'

/** Parameters, undeclared parts, then what the head says of the body. A body with something to judge is asked for. */
export function validateHead(deps: DecideDeps, decision: RequestDecision): boolean {
  if (decision.operation === null) return true
  if (!judgeHead(decision, decision.operation)) return false
  if (!decision.needsBody) noteCall(deps, decision, decision.bodyLength !== 0)
  return true
}

function judgeHead(decision: RequestDecision, operation: PlannedOperation): boolean {
  const { bodyLength } = decision
  if (typeof bodyLength === 'number' && bodyLength > operation.bodyBytes) {
    return decision.refuse('body_too_large', `At most ${operation.bodyBytes} bytes.`)
  }
  const judged = operation.validation !== 'off'
  if (operation.parameters !== null && judged) {
    const found = operation.parameters.check(decision)
    if (found !== null && !note(decision, found)) return false
  }
  if (operation.undeclared !== null && !checkUndeclared(decision, operation.undeclared)) return false
  if (bodyLength === 0) {
    return judged && operation.body?.required === true ? note(decision, [bodyMissing]) : true
  }
  return judged ? checkContentType(decision) : findJudge(decision)
}

const noCredentials = { headers: [], query: [] }

function checkUndeclared(decision: RequestDecision, undeclared: UndeclaredParts): boolean {
  const { version } = decision
  const credentials =
    version === null ? noCredentials : { headers: version.credentialHeaders, query: version.credentialQuery }
  decision.stripped = undeclared.stripped(decision, credentials)
  const found = undeclared.refused(decision, credentials)
  return found === null || note(decision, found)
}

function checkContentType(decision: RequestDecision): boolean {
  const header = readContentType(decision)
  const body = decision.operation?.body ?? null
  const content = body === null ? null : body.accepted.find(header)
  if (content === null) {
    // A body that the contract does not know is judged by nobody: the same answer as for an unknown type.
    const names = body === null ? 'no body' : body.accepted.names.slice(0, 10).join(', ')
    if (decision.operation?.validation === 'block') {
      return decision.refuse('content_type_unsupported', `This operation takes ${names}.`)
    }
    if (body?.accepted.limited) take(decision, body.accepted.unknown(header))
    return note(decision, [finding('header', '/content-type', 'content-type', names)])
  }
  take(decision, content)
  return true
}

/** Where validation is off: only limits of the operation's own, and the taking out of undeclared parts. */
function findJudge(decision: RequestDecision): boolean {
  const accepted = decision.operation?.body?.accepted
  if (accepted === undefined || !(accepted.strips || accepted.limited)) return true
  const header = readContentType(decision)
  const content = accepted.find(header) ?? (accepted.limited ? accepted.unknown(header) : null)
  if (content !== null) take(decision, content)
  return true
}

function take(decision: RequestDecision, content: NonNullable<RequestDecision['bodyContent']>): void {
  decision.bodyContent = content
  decision.needsBody = content.judge !== null
}

function readContentType(decision: RequestDecision): string {
  const at = headerIndex(decision.rawHeaders, 'content-type')
  decision.contentType = at < 0 ? '' : (decision.rawHeaders[at + 1] as string)
  return decision.contentType
}

/** The body itself; what nobody judges never comes here. */
export function validateBody(deps: DecideDeps, decision: RequestDecision, bytes: Uint8Array): boolean {
  if (!judgeBody(decision, bytes)) return false
  noteCall(deps, decision, bytes.length > 0)
  return true
}

function judgeBody(decision: RequestDecision, bytes: Uint8Array): boolean {
  const { operation, bodyContent } = decision
  if (operation === null || bodyContent === null || bodyContent.judge === null) return true
  if (bytes.length === 0) {
    const missing = operation.body?.required === true && operation.validation !== 'off'
    return missing ? note(decision, [bodyMissing]) : true
  }
  const verdict = bodyContent.judge.judge(bytes, decision.contentType, decision)
  if (verdict.problem !== null) return judgeProblem(decision, verdict.problem, operation.body?.accepted)
  if (verdict.stripped > 0) {
    decision.stripped += verdict.stripped
    decision.rewrittenBody = verdict.rewritten
  }
  return verdict.findings.length === 0 || note(decision, verdict.findings)
}

/**
 * What cannot be read or is beyond a limit. Refused where validation blocks; in any mode where the limit is the operation's own, or
 * where undeclared parts were to be taken out, for then they would go on.
 */
function judgeProblem(
  decision: RequestDecision,
  problem: NonNullable<BodyVerdict['problem']>,
  accepted: RequestBodies | undefined,
): boolean {
  const mode = decision.operation?.validation
  const own =
    problem.breach !== null && decision.operation !== null && isOwnLimit(decision.operation.definition, problem.breach)
  if (mode === 'block' || own || accepted?.strips === true) {
    decision.findings = [...decision.findings, problem.finding].slice(0, maxFindings)
    return decision.refuse(problem.code, problem.detail)
  }
  return mode === 'off' || note(decision, [problem.finding])
}

function isOwnLimit(definition: { limits: object }, name: string): boolean {
  return Object.hasOwn(definition.limits, name)
}

const bodyMissing: ValidationFinding = Object.freeze(finding('body', '', 'required', 'a body'))

/** `report` only writes down; `block` refuses. */
function note(decision: RequestDecision, found: readonly ValidationFinding[]): boolean {
  decision.findings = decision.findings.length === 0 ? found : [...decision.findings, ...found].slice(0, maxFindings)
  return decision.operation?.validation === 'block' ? decision.refuse('request_invalid') : true
}
