import type { CapturedAnswer } from './captured-response.ts'
import { isRecord } from './json-rpc.ts'

type Content = { type: 'text'; text: string } | { type: 'image' | 'audio'; data: string; mimeType: string }

/** Result of `tools/call` (Model Context Protocol, 2025-11-25). */
export type ToolResult = {
  content: Content[]
  structuredContent?: Record<string, unknown>
  isError: boolean
  _meta: Record<string, unknown>
}

/** What an agent reads of an answer. A refusal is a result, too, so that the model can correct its call by what the problem says. */
export function toolResult(answer: CapturedAnswer, requestId: string): ToolResult {
  const isError = answer.status >= 400 || answer.broken || answer.cut
  const _meta = { 'gatehouse/requestId': requestId, 'gatehouse/status': answer.status }
  if (answer.broken) return { content: [text('The backend ended its answer in the middle.')], isError, _meta }
  if (answer.cut) {
    const size = `The answer (status ${answer.status}) is longer than ${answer.body.length} bytes, too long for a tool’s result.`
    return { content: [text(`${size} Ask for less, for example by paging or a filter.`)], isError, _meta }
  }
  const type = mediaType(answer.fields)
  if (answer.body.length === 0) return { content: [text(`Status ${answer.status}, no body.`)], isError, _meta }
  const binary = /^(image|audio)\//.exec(type)?.[1] as 'image' | 'audio' | undefined
  if (binary !== undefined && type !== 'image/svg+xml') {
    return { content: [{ type: binary, data: answer.body.toString('base64'), mimeType: type }], isError, _meta }
  }
  const body = decode(answer.body)
  if (body === undefined) {
    return {
      content: [text(`Status ${answer.status}: ${answer.body.length} bytes of ${type || 'an unknown type'}.`)],
      isError,
      _meta,
    }
  }
  const value = /[/+]json\b/.test(type) ? parsed(body) : undefined
  return { content: [text(body)], ...(isRecord(value) ? { structuredContent: value } : {}), isError, _meta }
}

function text(value: string): Content {
  return { type: 'text', text: value }
}

function mediaType(fields: readonly string[]): string {
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i]?.toLowerCase() === 'content-type')
      return (fields[i + 1] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  }
  return ''
}

function decode(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
