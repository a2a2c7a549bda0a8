import type { DecideDeps } from '@gatehouse/policies/decide-types'
import { offeredTool, offeredTools, type ToolCaller } from '@gatehouse/policies/tools/tool-caller'
import { type ToolRequest, toolRequest } from '@gatehouse/policies/tools/tool-request'
import { toolView } from '@gatehouse/policies/tools/tool-schema'
import { errorText, invalidParams, isRecord, methodNotFound, type RpcMessage, resultText } from './json-rpc.ts'

/** Newest first; a client that asks for another gets the newest and decides (lifecycle of the protocol). */
export const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26'] as const

type Call = Extract<RpcMessage, { kind: 'request' }>
export type MethodAnswer = { text: string } | { call: ToolRequest }

const toolsPerPage = 100

/** Answers one request of the protocol; a tool's call is given back as the HTTP request that it stands for. */
export function answerMethod(message: Call, deps: DecideDeps, caller: ToolCaller): MethodAnswer {
  switch (message.method) {
    case 'initialize':
      return { text: resultText(message.id, initialized(message, deps)) }
    case 'ping':
      return { text: resultText(message.id, {}) }
    case 'tools/list':
      return { text: toolsPage(message, deps, caller) }
    case 'tools/call':
      return toolCall(message, deps, caller)
    default:
      return { text: errorText(message.id, methodNotFound, `There is no method “${message.method.slice(0, 100)}”.`) }
  }
}

function initialized({ params }: Call, deps: DecideDeps) {
  const asked = params.protocolVersion
  const { stage } = deps.snapshot.manifest
  return {
    protocolVersion: protocolVersions.find((version) => version === asked) ?? protocolVersions[0],
    capabilities: { tools: { listChanged: false } },
    serverInfo: { name: 'gatehouse', title: stage.publicName ?? stage.name, version: '1' },
    instructions:
      'Each tool is an operation of an API. A refused call says in its result what is wrong and how to correct it; its page in the portal is named there.',
  }
}

/** A page follows the last name of the one before, so that tools that come and go disturb nobody who pages. */
function toolsPage({ id, params }: Call, deps: DecideDeps, caller: ToolCaller): string {
  const { cursor } = params
  if (cursor !== undefined && typeof cursor !== 'string')
    return errorText(id, invalidParams, 'The cursor is not a text.')
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8')
  const at = deps.clock.now()
  const tools = offeredTools(deps, caller).filter(({ name }) => name > after)
  const page = tools.slice(0, toolsPerPage)
  const last = page.at(-1)
  return resultText(id, {
    tools: page.map((tool) => toolView(tool, at)),
    ...(tools.length > page.length && last ? { nextCursor: Buffer.from(last.name).toString('base64url') } : {}),
  })
}

function toolCall({ id, params }: Call, deps: DecideDeps, caller: ToolCaller): MethodAnswer {
  const { name, arguments: given = {} } = params
  if (typeof name !== 'string' || !isRecord(given)) {
    return { text: errorText(id, invalidParams, 'A tool’s call has a name, and arguments that are an object.') }
  }
  const tool = offeredTool(deps, caller, name)
  if (tool === undefined) return { text: errorText(id, invalidParams, `There is no tool “${name.slice(0, 100)}”.`) }
  const call = toolRequest(tool, given)
  // For the model to read and correct: not an error of the protocol.
  if ('error' in call) {
    return { text: resultText(id, { content: [{ type: 'text', text: call.error }], isError: true }) }
  }
  return { call }
}
