import { addBackend as addEndpoint, removeBackend as removeEndpoint } from '@gatehouse/contracts/endpoints/contracts'
import { newId } from '@gatehouse/contracts/ids'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { editWorkingCopy, workingCopyView } from './load-working-copy.ts'

/** Names another backend; its address is a stage value. */
export const addBackend = verb({
  name: 'backend.add',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: addEndpoint.params.extend(addEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      if (content.backends.some(({ name }) => name === input.name))
        throw new DomainError('already_exists', `A backend “${input.name}” exists.`)
      const backend = { name: input.name, ...(input.description === '' ? {} : { description: input.description }) }
      return { content: { ...content, backends: [...content.backends, backend] }, touched: ['/backends'] }
    })
    await tx.backend.upsert({
      where: { versionId_name: { versionId: version.id, name: input.name } },
      create: { id: newId('backend'), versionId: version.id, name: input.name, description: input.description },
      update: { description: input.description },
    })
    return { view: await workingCopyView(tx, version.id), version }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: { backend: input.name },
  }),
  answer: ({ view }) => view,
})

/** Removes a backend that no operation uses. Revisions that name it still run with the values saved for it. */
export const removeBackend = verb({
  name: 'backend.remove',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: removeEndpoint.params,
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const name = input.backend
      if (!content.backends.some((backend) => backend.name === name)) throw notFound()
      if (content.backends.length === 1) throw new DomainError('not_possible', 'A version needs at least one backend.')
      const first = content.backends[0]?.name
      const users = Object.entries(content.operations).filter(([, settings]) => (settings.backend ?? first) === name)
      if (users.length > 0)
        throw new DomainError(
          'not_possible',
          `${users.length} operations use it, such as ${users[0]?.[0]}. Give them another backend first.`,
        )
      return {
        content: { ...content, backends: content.backends.filter((backend) => backend.name !== name) },
        touched: ['/backends'],
      }
    })
    return { view: await workingCopyView(tx, version.id), version }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: { backend: input.backend },
  }),
  answer: ({ view }) => view,
})
