import { type Id, idOf } from '@gatehouse/contracts/ids'

/** Kinds of things that rules name by id, and sentences by name. */
export const namedKinds = ['plan', 'product', 'application', 'team'] as const
export type NamedKind = (typeof namedKinds)[number]

/** Names of things and back. Null: it is not known, or its name is not its own alone. */
export type RuleNames = {
  nameOf(kind: NamedKind, id: string): string | null
  idOf(kind: NamedKind, name: string): string | null
}

/** Ids stand for themselves. */
export const noNames: RuleNames = { nameOf: () => null, idOf: () => null }

/** Names from lists; one that two things of a kind share is nobody's. */
export function ruleNames(lists: Partial<Record<NamedKind, readonly { id: string; name: string }[]>>): RuleNames {
  const byId = new Map<string, string>()
  const byName = new Map<string, string | null>()
  for (const kind of namedKinds) {
    for (const { id, name } of lists[kind] ?? []) {
      byId.set(`${kind} ${id}`, name)
      const key = `${kind} ${name}`
      byName.set(key, byName.has(key) && byName.get(key) !== id ? null : id)
    }
  }
  return {
    nameOf: (kind, id) => byId.get(`${kind} ${id}`) ?? null,
    idOf: (kind, name) => byName.get(`${kind} ${name}`) ?? null,
  }
}

export function isIdOf<K extends NamedKind>(kind: K, text: string): text is Id<K> {
  return idOf(kind).safeParse(text).success
}

/** What a sentence calls it: its name where that leads back to it and looks like no id, else the id. */
export function writtenName(kind: NamedKind, id: string, names: RuleNames): string {
  const name = names.nameOf(kind, id)
  return name !== null && name !== '' && !isIdOf(kind, name) && names.idOf(kind, name) === id ? name : id
}
