import { mostSavedRequests } from '@gatehouse/contracts/saved-requests'
import { type GuardedResponse, guardedFetch } from '@gatehouse/net/guarded-fetch'
import { DomainError } from '../../grammar/domain-error.ts'
import { loadSavedRequests } from '../../saved-requests/load-saved-requests.ts'
import type { CheckSubject, PromotionCheckKind } from '../check.ts'
import { faultOf, savedCalls } from './saved-calls.ts'
import { dropSmokeKey, makeSmokeKey, type SmokeKey } from './smoke-key.ts'
import { isExpected, type SmokeRequest, smokeRequests } from './smoke-requests.ts'

const maxBytes = 1024 * 1024
const side = 4

/**
 * Calls the revision through the gateways of the stage on which it runs already: from the examples of its contract, and as the saved
 * requests of its version say.
 */
export const smokeCheck: PromotionCheckKind<'smoke'> = {
  name: 'smoke',
  label: 'Smoke calls',
  needsSource: true,
  slow: true,
  inputs: async (db, { version }, { requests: which }) => {
    if (which === 'examples') return undefined
    const { requests } = await loadSavedRequests(db, version.id)
    return requests.length === 0 ? undefined : requests
  },
  timeoutMs: ({ operations, timeoutSeconds, requests }) =>
    Math.ceil((mostExamples(requests, operations) + (requests === 'examples' ? 0 : mostSavedRequests)) / side) *
      timeoutSeconds *
      1_000 +
    30_000,
  run: async (ctx, subject, { operations, timeoutSeconds, requests: which }, onProgress, signal) => {
    const { fromStage, content, version } = subject
    if (!fromStage) throw new DomainError('not_possible', 'It runs on no stage yet, so nothing can be called.')
    const all = which === 'examples' ? [] : (await loadSavedRequests(ctx.db.prisma, version.id)).requests
    const saved = savedCalls(content, all)
    const called = new Set(saved.requests.map(({ operation }) => operation))
    const examples = which === 'saved' ? { requests: [], skipped: [] } : smokeRequests(content, operations)
    const requests = [...saved.requests, ...examples.requests]
    // What a saved request calls is called, whether or not the contract has an example of it.
    const skipped = examples.skipped.filter(({ operation }) => !called.has(operation))
    const notCalled = skipped.map(({ sentence }) => sentence)
    const impossible = saved.impossible.map(({ sentence }) => sentence)
    if (requests.length === 0 && impossible.length === 0)
      return {
        passed: false,
        verdict: `Nothing could be called: ${which === 'saved' ? 'the version has no saved requests' : 'the contract has no examples'}.`,
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
      const failed = results.filter(({ passed }) => !passed)
      const passed = results.filter((one) => one.passed)
      const total = requests.length + impossible.length
      const wrong = failed.length + impossible.length
      const calls = `${total} ${total === 1 ? 'call' : 'calls'}`
      const left = skipped.length === 0 ? '' : `; ${skipped.length} not called`
      const as = all.length === 0 ? 'as declared' : 'as expected'
      return {
        passed: wrong === 0,
        verdict: wrong === 0 ? `${calls} answered ${as}${left}.` : `${wrong} of ${calls} not answered ${as}${left}.`,
        evidence: {
          // Two requests may have one name.
          sentences: [
            ...new Set([
              ...failed.map(({ sentence }) => sentence),
              ...impossible,
              ...notCalled,
              ...passed.map(({ sentence }) => sentence),
            ]),
          ],
          requestIds: [...failed, ...passed].flatMap(({ requestId }) => requestId ?? []),
        },
      }
    } finally {
      if (key) await dropSmokeKey(ctx, key)
    }
  },
}

const mostExamples = (which: 'examples' | 'saved' | 'both', operations: number) => (which === 'saved' ? 0 : operations)

/** One request with its verdict in a sentence. */
type Called = { requestId: string | null; passed: boolean; sentence: string }

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
  const { saved } = request
  const op = saved ? `“${saved.name}” (\`${request.operation}\`)` : `\`${request.operation}\``
  // An answer too long to read has begun well: its status is what counts, but it is not known here.
  if (!answer.ok)
    return {
      requestId: null,
      passed: false,
      sentence: `${op}: ${failures[answer.failure] ?? 'the gateway did not answer'}`,
    }
  const id = answer.headers['x-request-id']
  const requestId = typeof id === 'string' ? id : null
  const { status, body } = answer
  const fault = saved ? faultOf(saved.expect, status, body) : isExpected(status, request) ? null : `answered ${status}`
  if (fault === null)
    return { requestId, passed: true, sentence: `${op} answered ${status} as ${saved ? 'expected' : 'declared'}` }
  return { requestId, passed: false, sentence: `${op} ${fault}${status >= 400 ? titleOf(body) : ''}` }
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
