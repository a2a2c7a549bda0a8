import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  type DirectoryPersonItem,
  linkDirectoryPerson as linkEndpoint,
  listDirectoryPersons as listEndpoint,
} from '@gatehouse/contracts/endpoints/directory'
import type { Id } from '@gatehouse/contracts/ids'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { directoryRows } from './directory-rows.ts'
import { providerScope } from './directory-scope.ts'
import { beforehand, settle } from './settle-persons.ts'

type Row = {
  id: string
  user_name: string
  user_name_key: string
  email_keys: string[]
  external_id: string | null
  active: boolean
  origin: string
  updated_at: Date
  there_name: string | null
  person_id: string | null
  person_name: string
  person_email: string | null
  person_off: Date | null
  candidate_id: string | null
  candidate_name: string
  candidate_email: string | null
  candidate_off: Date | null
  state: DirectoryPersonItem['state']
  groups: string[]
}

const columns = `s.*, ARRAY(SELECT g.display_name FROM directory_membership m JOIN directory_group g ON g.id = m.group_id
  WHERE m.directory_person_id = s.id ORDER BY g.name_key LIMIT 50) AS groups`

export const listDirectoryPersons = query({
  name: 'directory.list-persons',
  allowed: { permission: 'identity.read' },
  input: inputOf(listEndpoint),
  scope: providerScope,
  run: async ({ pool, input }) => {
    const params: unknown[] = [input.identityProviderId]
    const where: string[] = []
    const param = (value: unknown) => `$${params.push(value)}`
    if (input.state) where.push(`s.state = ${param(input.state)}`)
    if (input.q) {
      const part = param(`%${input.q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)
      where.push(
        `(s.user_name_key LIKE ${part} OR s.name_key LIKE ${part} OR array_to_string(s.email_keys, ' ') LIKE ${part})`,
      )
    }
    if (input.cursor) {
      const [name, id] = decodeCursor(input.cursor, 2)
      where.push(`(s.user_name_key COLLATE "C", s.id) > (${param(name)}, ${param(id)})`)
    }
    const { rows } = await pool.query<Row>(
      `SELECT ${columns} FROM (${directoryRows}) s ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
       ORDER BY s.user_name_key COLLATE "C", s.id LIMIT ${input.limit + 1}`,
      params,
    )
    return toPage(rows, input.limit, toItem, (row) => encodeCursor(row.user_name_key, row.id))
  },
})

/**
 * Says who a directory's person is here. From then on its word counts for him: what its groups give he gets, and if it calls him
 * inactive he is off.
 */
export const linkDirectoryPerson = verb({
  name: 'directory.link-person',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: inputOf(linkEndpoint),
  scope: async (tx, input) =>
    (await tx.directoryPerson.findUnique({ where: { id: input.directoryPersonId }, select: { id: true } })) && {},
  run: async ({ ctx, tx, input, change }) => {
    const { directoryPersonId, personId } = input
    await tx.$queryRaw`SELECT id FROM directory_person WHERE id = ${directoryPersonId} FOR UPDATE`
    const row = await tx.directoryPerson.findUnique({ where: { id: directoryPersonId } })
    if (row === null || row.origin !== 'directory') throw notFound()
    if (row.personId !== null) throw new DomainError('already_exists', 'This directory’s person is somebody already.')
    const person = await tx.person.findUnique({ where: { id: personId }, select: { erasedAt: true } })
    if (!person || person.erasedAt !== null) throw new DomainError('invalid_input', 'There is no such person.')
    const other = { identityProviderId: row.identityProviderId, personId, origin: 'directory' }
    if ((await tx.directoryPerson.count({ where: other })) > 0)
      throw new DomainError('already_exists', 'The directory has told of this person under another name already.')
    const call = { ctx, tx, change, providerId: row.identityProviderId }
    const before = await beforehand(call, [directoryPersonId])
    await tx.directoryPerson.update({ where: { id: directoryPersonId }, data: { personId } })
    return { personId, events: await settle(call, [directoryPersonId], before), row }
  },
  audit: ({ input, result }) => [
    {
      target: { kind: 'person', id: result.personId },
      after: { directoryPersonId: input.directoryPersonId, identityProviderId: result.row.identityProviderId },
    },
    ...result.events,
  ],
  answer: ({ personId }) => ({ personId }),
})

function toItem(row: Row): DirectoryPersonItem {
  const [email = null] = row.email_keys
  return {
    id: row.id as Id<'directoryPerson'>,
    userName: row.user_name,
    name: row.there_name,
    email,
    externalId: row.external_id,
    active: row.active,
    removed: row.origin === 'removed',
    groups: row.groups,
    person: personOf(row.person_id, row.person_name, row.person_email, row.person_off),
    candidate: personOf(row.candidate_id, row.candidate_name, row.candidate_email, row.candidate_off),
    state: row.state,
    differences: row.state === 'different' ? differencesOf(row, email) : [],
    changedAt: row.updated_at.toISOString(),
  }
}

function personOf(id: string | null, name: string, email: string | null, off: Date | null) {
  return id === null
    ? null
    : { id: id as Id<'person'>, name, email, state: off ? ('deactivated' as const) : ('active' as const) }
}

function differencesOf(row: Row, email: string | null): DirectoryPersonItem['differences'] {
  const differences: DirectoryPersonItem['differences'] = []
  if (row.there_name !== null && row.there_name !== row.person_name)
    differences.push({ what: 'Name', there: row.there_name, here: row.person_name })
  if (email !== null && row.person_email !== null && !row.email_keys.includes(row.person_email))
    differences.push({ what: 'Address', there: email, here: row.person_email })
  if (row.active && row.person_off) differences.push({ what: 'State', there: 'active', here: 'switched off' })
  return differences
}
