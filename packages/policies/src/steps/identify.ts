import { hash } from 'node:crypto'
import { hashKey, keyStart, parseKey } from '@gatehouse/auth/credentials'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { headerIndex } from '../raw-headers.ts'
import type { PlannedVersion } from '../snapshot/runtime.ts'
import { identifyToken } from '../tokens/presented-token.ts'
import { decodeQuery, eachPair, isNamed } from '../validation/query.ts'

const defaultLocations: PlannedVersion['keyLocations'] = [{ in: 'header', name: 'x-api-key' }]
const bearer = /^bearer +(gh_\S*)$/i

/**
 * Finds credential → application, without a verdict: a canary sticks to it, and a 404 shows in its caller's log. A key that stands
 * twice is malformed: another server might take the other one.
 */
export function identify(deps: DecideDeps, decision: RequestDecision): boolean {
  const key = presentedKey(decision)
  if (decision.authorization >= 0) identifyToken(deps, decision, decision.authorization, key !== '')
  if (key === '' || decision.token !== null) return true
  const digest = hash('sha256', key, 'binary')
  // Of whatever form: keys that moved in from elsewhere have their own (S31).
  const credential = deps.access.findCredential(digest)
  if (credential !== null) {
    decision.keyState = 'known'
    decision.keyDigest = digest
    decision.credential = credential
    decision.identity = credential.identity
    return true
  }
  const parsed = parseKey(key)
  decision.keyState = !parsed.wellFormed
    ? 'malformed'
    : parsed.environment === deps.snapshot.internals.keyEnvironment
      ? 'unknown'
      : 'wrong-stage'
  // The start of what is no key of ours may be all of someone's password.
  decision.unknownKey = { prefix: key.startsWith('gh_') ? keyStart(key) : '', sha256: hashKey(key) }
  return true
}

/** The key as sent, or empty. Notes where in the fields another `Authorization` stands. */
export function presentedKey(decision: RequestDecision): string {
  const { rawHeaders } = decision
  const locations = decision.plannedVersion?.keyLocations ?? defaultLocations
  let found = ''
  for (let i = 0; i < locations.length; i += 1) {
    const location = locations[i] as (typeof locations)[number]
    found =
      location.in === 'header'
        ? headerKey(rawHeaders, location.name)
        : queryKey(decision.target, decision.pathEnd, location.name)
    if (found !== '') break
  }
  const authorization = headerIndex(rawHeaders, 'authorization')
  if (authorization >= 0) {
    const token = bearer.exec((rawHeaders[authorization + 1] as string).trim())?.[1]
    if (token !== undefined) {
      decision.stripAuthorization = true
      if (found === '') found = token
    } else decision.authorization = authorization
  }
  return found
}

function headerKey(rawHeaders: readonly string[], name: string): string {
  const at = headerIndex(rawHeaders, name)
  if (at < 0) return ''
  const value = rawHeaders[at + 1] as string
  const bare = name === 'authorization' ? withoutScheme(value) : value
  return headerIndex(rawHeaders, name, at + 2) < 0 ? bare : `${bare}, …`
}

/** An apiKey scheme on `Authorization`: the key stands alone, as one word; schemes are not ours to judge. */
function withoutScheme(value: string): string {
  return /\s/.test(value) ? '' : value
}

function queryKey(target: string, pathEnd: number, name: string): string {
  let found = ''
  let count = 0
  eachPair(target, pathEnd + 1, (start, equals, end) => {
    if (!isNamed(target, start, equals, name)) return
    found = decodeQuery(target.slice(Math.min(equals + 1, end), end))
    count += 1
  })
  return count < 2 ? found : `${found}, …`
}
