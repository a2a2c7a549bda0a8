import { newId } from '@gatehouse/contracts/ids'
import { columnsOf } from './apply-person.ts'
import type { DirectoryCall, ToldPerson } from './directory-call.ts'
import { noteMessage } from './note-message.ts'

/**
 * Takes many persons of whom a directory tells for the first time, all at once. They are in no group yet, so nothing follows for anybody:
 * what a group gives comes with the group. Gives the places of those that were not taken, because their user name is another one's.
 */
export async function addDirectoryPersons(call: DirectoryCall, told: readonly ToldPerson[]): Promise<number[]> {
  const { tx, providerId } = call
  const names = told.map(({ userName }) => userName.toLowerCase())
  const taken = await tx.directoryPerson.findMany({
    where: { identityProviderId: providerId, userNameKey: { in: names } },
    select: { userNameKey: true },
  })
  const used = new Set(taken.map(({ userNameKey }) => userNameKey))
  const left: number[] = []
  const data = told.flatMap((one, place) => {
    const name = names[place] ?? ''
    if (used.has(name)) {
      left.push(place)
      return []
    }
    used.add(name)
    return [{ id: newId('directoryPerson'), identityProviderId: providerId, ...columnsOf(one) }]
  })
  if (data.length === 0) return left
  await tx.directoryPerson.createMany({ data })
  await noteMessage(call, { kind: 'sync', detail: { created: data.length } })
  return left
}
