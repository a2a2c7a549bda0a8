import { parse } from 'yaml'
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

/** Credentials of other kinds: they are no keys, so they are counted and left. */
const otherCredentials = [
  'basicauth_credentials',
  'hmacauth_credentials',
  'jwt_secrets',
  'mtls_auth_credentials',
  'oauth2_credentials',
]
const read = new Set([
  'consumers',
  'keyauth_credentials',
  'acls',
  'consumer_groups',
  '_format_version',
  '_transform',
  '_info',
  '_comment',
  '_workspace',
])

/**
 * Kong’s declarative configuration (`deck gateway dump`, `kong config db_export`), YAML or JSON: key-auth credentials inside their
 * consumers or beside them, with ACL groups, consumer groups and tags.
 */
export function readKongKeys(file: SourceFile, now: number): KeyFile {
  const tree = parseKong(file)
  const leftOut = new Map<string, number>()
  const count = (what: string, by = 1) => leftOut.set(what, (leftOut.get(what) ?? 0) + by)
  const consumers = consumersOf(tree)
  const judged: (KeyRecord | RefusedKey)[] = []
  for (const consumer of consumers.list) {
    const keys = listOf(consumer.tree['keyauth_credentials'])
    for (const kind of otherCredentials) count(kind, listOf(consumer.tree[kind]).length)
    count('plugins', listOf(consumer.tree['plugins']).length)
    if (keys.length === 0 && !consumer.named) count('consumers without a key')
    for (const [index, one] of keys.entries())
      judged.push(judge(one, `${consumer.at}.keyauth_credentials[${index}]`, consumer, now))
  }
  listOf(tree['keyauth_credentials']).forEach((one, index) => {
    const at = `keyauth_credentials[${index}]`
    const named = isObject(one) ? consumers.find(one['consumer']) : undefined
    if (named === undefined) judged.push({ at, name: null, consumer: null, reason: 'Its consumer is not in the file.' })
    else judged.push(judge(one, at, named, now))
  })
  for (const [member, value] of Object.entries(tree))
    if (!read.has(member)) count(member, Math.max(1, listOf(value).length))
  return keyFileOf(judged, leftOut)
}

type Consumer = { at: string; tree: Record<string, unknown>; name: string | null; groups: string[]; named: boolean }

function consumersOf(tree: Record<string, unknown>) {
  const list: Consumer[] = []
  const byName = new Map<string, Consumer>()
  listOf(tree['consumers']).forEach((one, index) => {
    if (!isObject(one)) return
    const consumer: Consumer = {
      at: `consumers[${index}]`,
      tree: one,
      name: named(one['username']) ?? named(one['custom_id']) ?? named(one['id']),
      groups: [...groupNames(one['acls'], 'group'), ...groupNames(one['groups'], 'name'), ...tagsOf(one)],
      named: false,
    }
    list.push(consumer)
    for (const key of ['username', 'id', 'custom_id']) {
      const name = text(one[key])
      if (name !== null && !byName.has(name)) byName.set(name, consumer)
    }
  })
  const find = (reference: unknown): Consumer | undefined => {
    const name = isObject(reference) ? (text(reference['id']) ?? text(reference['username'])) : text(reference)
    return name === null ? undefined : byName.get(name)
  }
  for (const acl of listOf(tree['acls'])) {
    if (isObject(acl)) find(acl['consumer'])?.groups.push(...groupNames([acl], 'group'))
  }
  for (const group of listOf(tree['consumer_groups'])) {
    if (!isObject(group)) continue
    for (const member of listOf(group['consumers'])) find(member)?.groups.push(...groupNames([group], 'name'))
  }
  for (const key of listOf(tree['keyauth_credentials'])) {
    const consumer = isObject(key) ? find(key['consumer']) : undefined
    if (consumer) consumer.named = true
  }
  return { list, find }
}

const groupNames = (value: unknown, member: string): string[] =>
  listOf(value).flatMap((one) => (isObject(one) ? (named(one[member]) ?? []) : (named(one) ?? [])))
const tagsOf = (tree: Record<string, unknown>): string[] => textsOf(tree['tags']).map((tag) => `tag:${tag}`)

function judge(one: unknown, at: string, consumer: Consumer, now: number): KeyRecord | RefusedKey {
  const origin = { at, name: null, consumer: consumer.name }
  if (!isObject(one)) return { ...origin, reason: 'It is no object.' }
  const lives = typeof one['ttl'] === 'number' && one['ttl'] > 0 ? one['ttl'] : null
  const made = typeof one['created_at'] === 'number' ? one['created_at'] : null
  if (lives !== null && made === null)
    return { ...origin, reason: 'It lives for a time (ttl), but the file does not say since when (created_at).' }
  return judgeKey(
    origin,
    {
      value: one['key'],
      groups: [...consumer.groups, ...tagsOf(one)],
      expiresAt: lives === null || made === null ? null : made + lives,
    },
    now,
  )
}

function parseKong(file: SourceFile): Record<string, unknown> {
  let tree: unknown
  try {
    // Aliases are followed a few times only: a file of nested ones would grow without end.
    tree = parse(file.text, { uniqueKeys: false, maxAliasCount: 1_000, logLevel: 'silent' })
  } catch {
    throw new UnreadableKeyFile(`${file.name} is neither YAML nor JSON.`)
  }
  if (!isObject(tree) || (tree['consumers'] === undefined && tree['keyauth_credentials'] === undefined))
    throw new UnreadableKeyFile(
      `${file.name} is no declarative configuration of Kong with consumers. “deck gateway dump” writes one.`,
    )
  return tree
}
