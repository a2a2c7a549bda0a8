import type { DecideDeps, Decision, RequestHead } from '../decide-types.ts'
import { RequestDecision } from '../decision.ts'
import { authenticate } from '../steps/authenticate.ts'
import { refusePaused } from '../steps/authorize.ts'
import { hasEnded } from '../steps/check-end.ts'
import { checkIp } from '../steps/check-ip.ts'
import { identify, presentedKey } from '../steps/identify.ts'
import { mayUseTool, type Tool, toolCatalogue } from './tool-catalogue.ts'

/** Who asks for tools: a decision of the same steps as any request's, and what the caller may use. */
export type ToolCaller = {
  decision: Decision
  /** Value of `Authorization` with which the call of a tool goes on; empty when the decision refuses. */
  authorization: string
}

/** Address rules, then the credential, then the good standing of application and team: in the pipeline's order, by its own steps. */
export function decideToolCaller(deps: DecideDeps, head: RequestHead): ToolCaller {
  const decision = new RequestDecision(head, deps.clock.now())
  decision.pathEnd = head.target.length
  if (!checkIp(deps, decision)) return refused(decision, 'ip')
  identify(deps, decision)
  if (!authenticate(deps, decision)) return refused(decision, 'authenticate')
  const { credential } = decision
  if (credential !== null && !credential.applicationActive) decision.refuse('application_suspended')
  else if (credential !== null && !credential.teamActive) decision.refuse('team_suspended')
  else if (credential !== null && credential.paused !== null) refusePaused(decision, credential.paused)
  if (decision.kind === 'refuse') return refused(decision, 'authorize')
  return { decision: decision as Decision, authorization: authorizationOf(decision) }
}

function refused(decision: RequestDecision, phase: RequestDecision['phase']): ToolCaller {
  decision.phase = phase
  return { decision: decision as Decision, authorization: '' }
}

/** The key wherever it stood, or the token as it was sent. */
function authorizationOf(decision: RequestDecision): string {
  if (decision.token === null) return `Bearer ${presentedKey(decision)}`
  return decision.rawHeaders[decision.authorization + 1] as string
}

/** The tools that the caller may use, by name; not those of versions that would answer it 410. */
export function offeredTools(deps: DecideDeps, caller: ToolCaller): Tool[] {
  const decision = caller.decision as unknown as RequestDecision
  const { credential } = decision
  if (credential === null) return []
  return toolCatalogue(deps.snapshot).tools.filter(
    (tool) => mayUseTool(tool, credential, deps.snapshot) && answersCaller(tool, decision),
  )
}

/** What has ended for everybody else may go on for an application with an extension. */
function answersCaller({ deprecation }: Tool, decision: RequestDecision): boolean {
  return deprecation === null || !hasEnded(decision, deprecation)
}

/** One tool by its name; undefined when there is none or the caller may not use it: the two look the same. */
export function offeredTool(deps: DecideDeps, caller: ToolCaller, name: string): Tool | undefined {
  const { credential } = caller.decision as unknown as RequestDecision
  const tool = toolCatalogue(deps.snapshot).byName.get(name)
  if (tool === undefined || credential === null) return undefined
  return mayUseTool(tool, credential, deps.snapshot) ? tool : undefined
}
