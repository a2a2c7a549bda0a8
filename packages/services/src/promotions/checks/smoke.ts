import { type GuardedResponse, guardedFetch } from '@gatehouse/net/guarded-fetch'
import { DomainError } from '../../grammar/domain-error.ts'
import type { CheckSubject, PromotionCheckKind } from '../check.ts'
import { dropSmokeKey, makeSmokeKey, type SmokeKey } from './smoke-key.ts'
import { isExpected, type SmokeRequest, smokeRequests } from './smoke-requests.ts'

const maxBytes = 1024 * 1024
const side = 4

/** Calls the revision through the gateways of the stage on which it runs already, from the examples of its contract. */
export const smokeCheck: PromotionCheckKind<'smoke'> = {
  name: 'smoke',
  label: 'Smoke calls',
  needsSource: true,
  slow: true,
  timeoutMs: ({ operations, timeoutSeconds }) => Math.ceil(operations / side) * timeoutSeconds * 1_000 + 30_000,
  run: async (ctx, subject, { operations, timeoutSeconds }, onProgress, signal) => {
    const { fromStage, content } = subject
    if (!fromStage) throw new DomainError('not_possible', 'It runs on no stage yet, so nothing can be called.')
    const { requests, skipped } = smokeRequests(content, operations)
    const notCalled = skipped.map(({ sentence }) => sentence)
    if (requests.length === 0)
      return {
        passed: false,
        verdict: 'Nothing could be called: the contract has no examples.',
        evidence: { sentences: notCalled },
      }
    const key = requests.some(({ keyed }) => keyed) ? await makeSmokeKey(ctx, subject, fromStage, signal) : null
    try {
      const results: Called[] = []
      const waiting = [...requests]
      const work = async () => {
        for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
          results.push(await call(subject, next, key, timeoutSeconds * 1_000))
          onProgress(results.length, requests.length)
        }
      }
      await Promise.all(Array.from({ length: side }, work))
      const failed = results.filter(({ problem }) => problem !== null)
      const calls = `${requests.length} ${requests.length === 1 ? 'call' : 'calls'}`
      const left = skipped.length === 0 ? '' : `; ${skipped.length} not called`
      return {
        passed: failed.length === 0,
        verdict:
          failed.length === 0
            ? `${calls} answered as declared${left}.`
            : `${failed.length} of ${calls} not answered as declared${left}.`,
        evidence: {
          sentences: [...failed.flatMap(({ problem }) => problem ?? []), ...notCalled],
          requestIds: [...failed, ...results.filter(({ problem }) => problem === null)].flatMap(
            ({ requestId }) => requestId ?? [],
          ),
        },
      }
    } finally {
      if (key) await dropSmokeKey(ctx, key)
    }
  },
}

type Called = { requestId: string | null; problem: string | null }

async function call(
  { fromStage, version, content }: CheckSubject,
  request: SmokeRequest,
  key: SmokeKey | null,
  timeoutMs: number,
): Promise<Called> {
  const url = new URL(`${fromStage?.gatewayUrl ?? ''}${version.basePath}${request.target}`)
  const headers = { ...request.headers }
  if (request.keyed && key) {
    const place = content.keyLocations?.[0] ?? { in: 'header', name: 'x-api-key' }
    if (place.in === 'header') headers[place.name.toLowerCase()] = key.key
    else url.searchParams.append(place.name, key.key)
  }
  const answer = await guardedFetch({
    url: url.href,
    // The address is the operator's own setting: the stage's gateways, often on this very machine.
    rules: { mode: 'backend', loopback: 'all' },
    method: request.method,
    headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    timeoutMs,
    maxBytes,
  })
  return judge(request, answer)
}

function judge(request: SmokeRequest, answer: GuardedResponse): Called {
  const op = `\`${request.operation}\``
  // An answer too long to read has begun well: its status is what counts, but it is not known here.
  if (!answer.ok)
    return { requestId: null, problem: `${op}: ${failures[answer.failure] ?? 'the gateway did not answer'}` }
  const id = answer.headers['x-request-id']
  const requestId = typeof id === 'string' ? id : null
  const problem = isExpected(answer.status, request) ? null : `${op} answered ${answer.status}${titleOf(answer.body)}`
  return { requestId, problem }
}

const failures: Partial<Record<Extract<GuardedResponse, { ok: false }>['failure'], string>> = {
  timeout: 'no answer within the time that the check gives',
  'not-connected': 'nothing answers at the stage’s address',
  'not-resolved': 'the stage’s address leads nowhere',
  tls: 'the certificate of the stage’s address is not valid',
  'too-large': 'the answer is larger than 1 MB',
  'address-refused': 'the stage’s address must not be called',
}

/** Title of a problem that the gateway gave; answers of backends are not repeated. */
function titleOf(body: Uint8Array): string {
  try {
    const { title, code } = JSON.parse(Buffer.from(body).toString('utf8')) as { title?: unknown; code?: unknown }
    return typeof title === 'string' && typeof code === 'string' ? `: ${title.slice(0, 120)}` : ''
  } catch {
    return ''
  }
}
