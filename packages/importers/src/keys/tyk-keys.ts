import { parseJsonFile } from './json-keys.ts'
import {
  isObject,
  judgeKey,
  type KeyFile,
  type KeyRecord,
  keyFileOf,
  listOf,
  named,
  type RefusedKey,
  type SourceFile,
  text,
  textsOf,
  UnreadableKeyFile,
} from './key-file.ts'

/**
 * Tyk’s keys as JSON: a list of `{key_id | key | key_hash, data}` (dashboard, `keys` of an export), or an object of sessions by key, as a
 * Redis dump has it (`apikey-…`). `hashed`: the names of sessions are hashes (`hash_keys`).
 */
export function readTykKeys(file: SourceFile, now: number, hashed: boolean): KeyFile {
  const tree = parseJsonFile(file)
  const judged: (KeyRecord | RefusedKey)[] = []
  const list = Array.isArray(tree) ? tree : isObject(tree) ? (tree['data'] ?? tree['keys']) : undefined
  if (Array.isArray(list)) {
    list.forEach((one, index) => {
      const at = `[${index}]`
      if (isObject(one)) judged.push(judgeEntry(one, at, now, hashed))
      else judged.push({ at, name: null, consumer: null, reason: reasonOfBare(one) })
    })
  } else if (isObject(tree)) {
    // A name is the key itself, or its hash: reports say its number only.
    Object.entries(tree).forEach(([name, session], index) => {
      const at = `entry ${index + 1}`
      if (isObject(session)) judged.push(judgeSession(session, at, named(session['alias']), keyOf(name, hashed), now))
      else judged.push({ at, name: null, consumer: null, reason: 'It is no session of a key.' })
    })
  } else throw new UnreadableKeyFile(`${file.name}: expected Tyk’s keys, as a list or by name.`)
  return keyFileOf(judged, new Map())
}

const reasonOfBare = (one: unknown) =>
  typeof one === 'string' ? 'Only its name is in the file, not its session.' : 'It is no object.'

function judgeEntry(entry: Record<string, unknown>, at: string, now: number, hashed: boolean): KeyRecord | RefusedKey {
  const session = [entry['data'], entry['session'], entry['session_state']].find(isObject) ?? entry
  const plain = text(entry['key_id']) ?? text(entry['key'])
  const hash = text(entry['key_hash'])
  const name = named(session['alias']) ?? named(entry['alias'])
  if (plain !== null && !hashed) return judgeSession(session, at, name, keyOf(plain, false), now)
  const found = hash ?? plain
  if (found === null) return { at, name, consumer: name, reason: 'It has neither key_id nor key_hash.' }
  return judgeSession(session, at, name, keyOf(found, true), now)
}

type Found = { value: string } | { sha256: string } | { murmur: true }

function keyOf(name: string, hashed: boolean): Found {
  const bare = name.replace(/^apikey-/, '')
  if (!hashed) return { value: bare }
  return /^[0-9a-f]{64}$/i.test(bare) ? { sha256: bare } : { murmur: true }
}

function judgeSession(
  session: Record<string, unknown>,
  at: string,
  name: string | null,
  found: Found,
  now: number,
): KeyRecord | RefusedKey {
  const meta = isObject(session['meta_data']) ? session['meta_data'] : {}
  const consumer = named(meta['tyk_developer_id']) ?? name
  const origin = { at, name, consumer }
  if (session['is_inactive'] === true) return { ...origin, reason: 'It is inactive there.' }
  if ('murmur' in found)
    return { ...origin, reason: 'It is hashed with murmur, which is no SHA-256: its value is needed, or a new key.' }
  if (listOf(session['certificate']).length > 0 || session['hmac_enabled'] === true)
    return { ...origin, reason: 'It signs its requests (HMAC) or needs a certificate: it is no plain key.' }
  const policies = textsOf(session['apply_policies'])
  const policy = named(session['apply_policy_id'])
  return judgeKey(
    origin,
    {
      ...found,
      groups: [
        ...policies,
        ...(policy === null ? [] : [policy]),
        ...textsOf(session['tags']).map((tag) => `tag:${tag}`),
      ],
      expiresAt: session['expires'],
    },
    now,
  )
}
