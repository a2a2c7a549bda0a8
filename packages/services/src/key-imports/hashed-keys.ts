import { hashKey, keyStart, last4, parseKey } from '@gatehouse/auth/credentials'
import { type KeyRecord, type RefusedKey, UnreadableKeyFile } from '@gatehouse/importers/keys/key-file'
import { type KeySource, readKeys } from '@gatehouse/importers/keys/read-keys'

export type KeyFileJob = {
  source: KeySource
  files: { name: string; text: string }[]
  hashed: boolean
  now: number
}

/** A record of the file without its key: what is kept of it. */
export type HashedKey = Omit<KeyRecord, 'key'> & {
  hash: string
  start: string
  last4: string
  /** It came as a hash. */
  hashed: boolean
  /** Short enough to be guessed. */
  weak: boolean
}

export type HashedFile = {
  records: HashedKey[]
  refused: RefusedKey[]
  leftOut: { what: string; count: number }[]
}

export type KeyFileAnswer = { file: HashedFile } | { unreadable: string }

const strong = 16

/** Reads the files and hashes the keys in one go, so that no key leaves the thread that read it. */
export function hashKeyFile(job: KeyFileJob): KeyFileAnswer {
  try {
    const { records, refused, leftOut } = readKeys(job.source, job.files, job)
    return { file: { records: records.map(hashed), refused, leftOut } }
  } catch (error) {
    if (error instanceof UnreadableKeyFile) return { unreadable: error.message }
    throw error
  }
}

function hashed({ key, ...record }: KeyRecord): HashedKey {
  if ('sha256' in key) return { ...record, hash: key.sha256, start: '', last4: '', hashed: true, weak: false }
  const { value } = key
  const shown = parseKey(value).wellFormed
    ? { start: keyStart(value), last4: last4(value) }
    : value.length < strong
      ? { start: '', last4: '' }
      : { start: value.slice(0, 4), last4: value.slice(-4) }
  return { ...record, ...shown, hash: hashKey(value), hashed: false, weak: value.length < strong }
}
