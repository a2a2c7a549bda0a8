import { type ProblemCode, problemCodes, problems } from '@gatehouse/contracts/problems'
import type { ProblemTemplate } from '../decide-types.ts'

/** The part of each problem document that does not change from request to request, ready as text. */
export function problemTemplates(portalUrl: string): ReadonlyMap<ProblemCode, ProblemTemplate> {
  const templates = new Map<ProblemCode, ProblemTemplate>()
  for (const code of problemCodes) {
    const { status, title } = problems[code]
    const fixed = JSON.stringify({ type: `${portalUrl}/problems/${code}`, title, status, code })
    templates.set(code, { status, title, prefix: `${fixed.slice(0, -1)},` })
  }
  return templates
}
