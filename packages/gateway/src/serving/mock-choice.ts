import type { MockAnswer } from '@gatehouse/contracts/snapshot'

export type MockChoice = {
  answer: MockAnswer
  /** Of `Preference-Applied` (RFC 7240 §3), where the request preferred something that there is. */
  applied: string | undefined
}

/**
 * Which answer of a mock fits a request: first what `Prefer` asks for (`code`, `example`; RFC 7240: what there is not is ignored), then
 * the media type that `Accept` likes most (RFC 9110 §12.5.1), then the order of the contract. Undefined: it accepts none.
 */
export function chooseMock(answers: readonly MockAnswer[], rawHeaders: readonly string[]): MockChoice | undefined {
  const preferred = preferencesOf(fieldText(rawHeaders, 'prefer'))
  const applied: string[] = []
  let left = answers
  const code = preferred.get('code')
  if (code !== undefined) left = narrowed(left, (answer) => String(answer.status) === code, `code=${code}`, applied)
  const example = preferred.get('example')
  if (example !== undefined && /^[\x21\x23-\x5b\x5d-\x7e][\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(example))
    left = narrowed(left, (answer) => answer.example === example, `example="${example}"`, applied)
  const first = left[0]
  if (first === undefined) return undefined
  // Of other statuses nothing is taken because of its media type: an Accept header asks for no error.
  const same = left.filter(({ status }) => status === first.status)
  const answer = bestAccepted(same, fieldText(rawHeaders, 'accept'))
  return answer && { answer, applied: applied.length === 0 ? undefined : applied.join(', ') }
}

function narrowed(
  answers: readonly MockAnswer[],
  fits: (answer: MockAnswer) => boolean,
  name: string,
  applied: string[],
): readonly MockAnswer[] {
  const fitting = answers.filter(fits)
  if (fitting.length === 0) return answers
  applied.push(name)
  return fitting
}

/** All lines of a field as one list (RFC 9110 §5.3); undefined when there is none. */
function fieldText(rawHeaders: readonly string[], name: string): string | undefined {
  let text: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name)
      text = text === undefined ? rawHeaders[i + 1] : `${text}, ${rawHeaders[i + 1]}`
  }
  return text
}

const longestField = 1_000

/** `code=404, example="not found"`: name, `=`, token or quoted text. Of a name that comes twice the first counts (RFC 7240 §2). */
function preferencesOf(text: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  if (text === undefined || text.length > longestField) return found
  for (const [, name = '', quoted, token] of text.matchAll(/([A-Za-z_-]+)\s*=\s*(?:"([^"\\]*)"|([^\s,;"]+))/g)) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, quoted ?? token ?? '')
  }
  return found
}

type Range = { type: string; quality: number; exactness: number }

function bestAccepted(answers: readonly MockAnswer[], accept: string | undefined): MockAnswer | undefined {
  if (accept === undefined || accept.trim() === '' || accept.length > longestField) return answers[0]
  const ranges = accept.split(',').flatMap((item): Range[] => {
    const [type = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    const quality = weight === undefined ? 1 : Number(weight.slice(2))
    const exactness = type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2
    return type === '' || !(quality >= 0 && quality <= 1) ? [] : [{ type, quality, exactness }]
  })
  if (ranges.length === 0) return answers[0]
  let best: { answer: MockAnswer; quality: number } | undefined
  for (const answer of answers) {
    const quality = answer.mediaType === undefined ? 1 : qualityOf(answer.mediaType, ranges)
    if (quality > (best?.quality ?? 0)) best = { answer, quality }
  }
  return best?.answer
}

/** The most exact range that covers a type decides. */
function qualityOf(mediaType: string, ranges: readonly Range[]): number {
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  const main = `${type.split('/')[0]}/*`
  let decided: Range | undefined
  for (const range of ranges) {
    if (range.type !== '*/*' && range.type !== main && range.type !== type) continue
    if (decided === undefined || range.exactness > decided.exactness) decided = range
  }
  return decided?.quality ?? 0
}

/** Fields of a mock's answer, name and value alternating. */
export function mockFields({ answer, applied }: MockChoice, requestId: string, decided: readonly string[]): string[] {
  const fields = [
    'gatehouse-mock',
    'true',
    'cache-control',
    'no-store',
    'vary',
    'accept, prefer',
    'x-request-id',
    requestId,
  ]
  if (answer.mediaType !== undefined) fields.push('content-type', answer.mediaType)
  // Neither 204 nor 304 has Content-Length (RFC 9110 §8.6).
  if (answer.status !== 204 && answer.status !== 304)
    fields.push('content-length', String(Buffer.byteLength(answer.body)))
  if (applied !== undefined) fields.push('preference-applied', applied)
  for (const { name, value } of answer.headers) fields.push(name, value)
  for (const field of decided) fields.push(field)
  return fields
}
