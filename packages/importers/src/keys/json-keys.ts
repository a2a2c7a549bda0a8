import {
  isObject,
  judgeKey,
  type KeyFile,
  keyFileOf,
  listOf,
  named,
  type SourceFile,
  textsOf,
  UnreadableKeyFile,
} from './key-file.ts'

const known = new Set(['key', 'sha256', 'name', 'consumer', 'application', 'groups', 'plan', 'scopes', 'expiresAt'])

/** `[{key | sha256, name, consumer, groups, scopes, expiresAt}]`, or the same under `keys`. */
export function readJsonKeys(file: SourceFile, now: number): KeyFile {
  const tree = parseJsonFile(file)
  const list = Array.isArray(tree) ? tree : isObject(tree) ? tree['keys'] : undefined
  if (!Array.isArray(list))
    throw new UnreadableKeyFile(`${file.name}: expected a list of objects, each with “key” or “sha256”.`)
  const leftOut = new Map<string, number>()
  const judged = listOf(list).map((one, index) => {
    const at = `[${index}]`
    if (!isObject(one)) return { at, name: null, consumer: null, reason: 'It is no object.' }
    for (const member of Object.keys(one))
      if (!known.has(member))
        leftOut.set(`member “${member.slice(0, 60)}”`, (leftOut.get(`member “${member.slice(0, 60)}”`) ?? 0) + 1)
    return judgeKey(
      { at, name: named(one['name']), consumer: named(one['consumer'] ?? one['application']) },
      {
        value: one['key'],
        sha256: one['sha256'],
        groups: [...textsOf(one['groups']), ...(named(one['plan']) === null ? [] : [named(one['plan']) ?? ''])],
        scopes: textsOf(one['scopes']),
        expiresAt: one['expiresAt'],
      },
      now,
    )
  })
  return keyFileOf(judged, leftOut)
}

/** JSON, or the reason why it is none, without any of the text: it may hold keys. */
export function parseJsonFile(file: SourceFile): unknown {
  try {
    return JSON.parse(file.text.startsWith('\ufeff') ? file.text.slice(1) : file.text)
  } catch {
    throw new UnreadableKeyFile(`${file.name} is no JSON.`)
  }
}
