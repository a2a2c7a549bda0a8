import { decideHead } from '@gatehouse/policies/decide'
import type { Decision, RequestHead } from '@gatehouse/policies/decide-types'
import { headerIndex } from '@gatehouse/policies/raw-headers'
import { sentToken } from '@gatehouse/policies/tokens/presented-token'
import { decideToolCaller, type ToolCaller } from '@gatehouse/policies/tools/tool-caller'
import type { CheckedHead } from '../listener/head-rules.ts'
import type { ClientRequest } from '../serving/client-sides.ts'
import type { ServingState } from '../serving/serving-state.ts'
import type { Introspector } from './introspector.ts'

/** What the decision is made on. */
export function requestHeadOf(
  { method, rawHeaders, tools }: Pick<ClientRequest, 'method' | 'rawHeaders' | 'tools'>,
  { target, host, bodyLength }: CheckedHead,
  remoteAddress: string,
): RequestHead {
  const head = { method, target, host, rawHeaders, remoteAddress, bodyLength }
  return tools === undefined ? head : { ...head, tools }
}

/** Decides on a request's head; where the issuer of an opaque token must be asked first, as soon as it has answered. */
export function decideRequest(
  introspector: Introspector,
  state: ServingState,
  head: RequestHead,
  done: (decision: Decision) => void,
): void {
  const decision = decideHead(state.deps, head)
  if (!asks(introspector, head, decision, () => done(decideHead(state.deps, head)))) done(decision)
}

/** The same for who asks the MCP endpoint. */
export function decideCaller(
  introspector: Introspector,
  state: ServingState,
  head: RequestHead,
  done: (caller: ToolCaller) => void,
): void {
  const caller = decideToolCaller(state.deps, head)
  if (!asks(introspector, head, caller.decision, () => done(decideToolCaller(state.deps, head)))) done(caller)
}

function asks(introspector: Introspector, head: RequestHead, decision: Decision, then: () => void): boolean {
  const ask = decision.kind === 'refuse' ? decision.token?.ask : undefined
  if (!ask) return false
  const sent = sentToken(head.rawHeaders, headerIndex(head.rawHeaders, 'authorization'))
  if (sent === null) return false
  introspector.ask(ask.issuer, ask.digest, sent.text, then)
  return true
}
