export type ListedGroup = {
  readonly externalId: string
  readonly name: string
  readonly persons: string[]
  /** Members that are no person: groups, by their key, and what is of no interest. */
  readonly others: string[]
}

/** Deeper nesting is a mistake rather than an organization. */
export const deepestGroup = 10

/** All persons of a group, those of the groups in it included; circles end, and so does a nesting deeper than ten. */
export function personsOf(key: string, groups: ReadonlyMap<string, ListedGroup>): string[] {
  const seen = new Set([key])
  const persons = new Set<string>()
  let level = [key]
  for (let depth = 0; depth <= deepestGroup && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const at of level) {
      const group = groups.get(at)
      if (group === undefined) continue
      for (const person of group.persons) persons.add(person)
      for (const other of group.others) {
        if (seen.has(other)) continue
        seen.add(other)
        next.push(other)
      }
    }
    level = next
  }
  return [...persons]
}
