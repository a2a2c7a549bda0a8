import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { ProblemTemplate, Snapshot } from '@gatehouse/policies/decide-types'

export type ProblemText = { status: number; body: string; link: string | undefined }

/**
 * The problem that answers a request: the snapshot's ready-made part, this request's id and page, and for a broken contract the places.
 * Equal for a hidden and an absent path but for the id (product I5). Texts are the catalogue's or our own; of the client's only names.
 */
export function problemText(
  snapshot: Snapshot | undefined,
  code: ProblemCode,
  requestId: string,
  detail: string | null | undefined,
  findings: readonly ValidationFinding[],
): ProblemText {
  const template = snapshot?.problems.get(code) ?? fallback(code)
  let body = `${template.prefix}"requestId":"${requestId}"`
  let link: string | undefined
  if (snapshot !== undefined && snapshot.portalUrl !== '') {
    link = `${snapshot.portalUrl}/requests/${requestId}`
    body += `,"instance":${JSON.stringify(link)}`
  }
  if (detail !== null && detail !== undefined) body += `,"detail":${JSON.stringify(detail)}`
  if (findings.length > 0) {
    const errors = findings.map(({ in: place, pointer, rule, expected }) => ({ in: place, pointer, rule, expected }))
    body += `,"errors":${JSON.stringify(errors)}`
  }
  return { status: template.status, body: `${body}}`, link }
}

/** Before there is a snapshot nobody knows the portal's address: the code alone names the problem (RFC 9457 §3.1.1). */
function fallback(code: ProblemCode): ProblemTemplate {
  const { status, title } = problems[code]
  return {
    status,
    title,
    prefix: `{"type":"about:blank","title":${JSON.stringify(title)},"status":${status},"code":"${code}",`,
  }
}

/** Fields of a problem's answer: its own, what the decision adds (Allow, Retry-After, RateLimit …), and `more`. */
export function problemFields(
  text: ProblemText,
  requestId: string,
  decided: readonly string[] | undefined,
  more: readonly string[] | undefined,
): string[] {
  const fields = ['content-type', 'application/problem+json', 'cache-control', 'no-store', 'x-request-id', requestId]
  fields.push('content-length', String(Buffer.byteLength(text.body)))
  if (text.link !== undefined) fields.push('link', `<${text.link}>; rel="help"`)
  if (decided !== undefined) for (const field of decided) fields.push(field)
  if (more !== undefined) for (const field of more) fields.push(field)
  return fields
}
