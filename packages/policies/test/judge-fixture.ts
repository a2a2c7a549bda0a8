import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledOperation, SnapshotPart } from '@gatehouse/contracts/snapshot'
import { decideBody, decideHead } from '../src/decide.ts'
import type { Decision, RequestHead } from '../src/decide-types.ts'
import { depsOf, head, operation, snapshotOf } from './fixtures.ts'

type Over = Partial<CompiledOperation> & { schemas?: SnapshotPart['schemas'] }
export type Sent = { type?: string; body?: string | Buffer; target?: string; rawHeaders?: string[] }

/** Judges requests to one anonymous `POST /orders` that is as `over` says. */
export function judging(over: Over): (sent: Sent) => Decision {
  const { schemas, ...rest } = over
  const one = operation({ path: '/orders', method: 'POST', anonymous: true, ...rest })
  const { deps } = depsOf(snapshotOf([{ operations: [one], ...(schemas === undefined ? {} : { schemas }) }]))
  return ({ type, body = '', target = '/orders/v1/orders', rawHeaders = [] }) => {
    const bytes = Buffer.from(body)
    const request: Partial<RequestHead> = {
      method: 'POST',
      rawHeaders: [...rawHeaders, ...(type === undefined ? [] : ['Content-Type', type])],
      bodyLength: bytes.length,
    }
    const first = decideHead(deps, head(target, request))
    return first.kind === 'allow' && first.needsBody ? decideBody(deps, first, bytes) : first
  }
}

export const jsonBody = (schema: JsonSchema) => content('application/json', schema)
export const formType = 'application/x-www-form-urlencoded'
export const multipartType = 'multipart/form-data; boundary=XX'

export function content(
  type: string,
  schema: JsonSchema,
  encoding?: NonNullable<CompiledOperation['body']>['content'][string]['encoding'],
): NonNullable<CompiledOperation['body']> {
  return { required: true, content: { [type]: { schema, ...(encoding === undefined ? {} : { encoding }) } } }
}

/** A multipart body with boundary `XX`; each part is its header lines and its content. */
export function multipart(...parts: [disposition: string, content: string, ...headers: string[]][]): string {
  const texts = parts.map(
    ([disposition, value, ...headers]) =>
      `--XX\r\nContent-Disposition: form-data; ${disposition}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${value}\r\n`,
  )
  return `${texts.join('')}--XX--\r\n`
}

/** `pass`, or the problem's code, or for a broken contract its places: `/pointer rule`. */
export function verdictOf(decision: Decision): string {
  if (decision.kind === 'allow') return 'pass'
  if (decision.code !== 'request_invalid') return decision.code
  return decision.findings.map(({ in: place, pointer, rule }) => `${place}${pointer} ${rule}`).join(', ')
}

/** What goes upstream. */
export function forwarded(decision: Decision, body: string): string {
  if (decision.kind !== 'allow') return verdictOf(decision)
  return decision.rewrittenBody === null ? body : decision.rewrittenBody.toString('utf8')
}
