/** JSON-RPC 2.0 as the Model Context Protocol uses it: one message a request, no batches (revision 2025-06-18 and later). */

export type RequestId = string | number
export type RpcMessage =
  | { kind: 'request'; id: RequestId; method: string; params: Readonly<Record<string, unknown>> }
  /** A notification, or an answer to something that this server never asks: nothing is answered. */
  | { kind: 'silent' }
  | { kind: 'invalid'; code: number; message: string }

export const parseError = -32_700
export const invalidRequest = -32_600
export const methodNotFound = -32_601
export const invalidParams = -32_602

export function readMessage(bytes: Uint8Array): RpcMessage {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { kind: 'invalid', code: parseError, message: 'The body is not JSON.' }
  }
  if (Array.isArray(value)) {
    return { kind: 'invalid', code: invalidRequest, message: 'Batches are not taken: send one message a request.' }
  }
  const message = isRecord(value) ? value : {}
  if (message.jsonrpc !== '2.0') {
    return { kind: 'invalid', code: invalidRequest, message: 'The body is not a JSON-RPC 2.0 message.' }
  }
  if (message.method === undefined && ('result' in message || 'error' in message)) return { kind: 'silent' }
  if (typeof message.method !== 'string') {
    return { kind: 'invalid', code: invalidRequest, message: 'The message has no method.' }
  }
  if (message.id === undefined) return { kind: 'silent' }
  const { id } = message
  if (typeof id !== 'string' && typeof id !== 'number') {
    return { kind: 'invalid', code: invalidRequest, message: 'The id of a request is a text or a number.' }
  }
  return { kind: 'request', id, method: message.method, params: isRecord(message.params) ? message.params : {} }
}

export function resultText(id: RequestId, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result })
}

export function errorText(id: RequestId | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
