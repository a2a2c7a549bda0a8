import { updateOrganization as endpoint } from '@gatehouse/contracts/endpoints/organization'
import { checkEtag, verb } from '../grammar/verb.ts'
import { readOrganization } from './organization-view.ts'

/** Renames the organization. */
export const updateOrganization = verb({
  name: 'organization.update',
  allowed: { permission: 'organization.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input, ifMatch }) => {
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const before = await readOrganization(tx, ctx)
    checkEtag(before.etag, ifMatch)
    await tx.organization.update({ where: { id: before.id }, data: { name: input.name, etag: { increment: 1 } } })
    return { before, view: await readOrganization(tx, ctx) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'organization', id: view.id },
    before: { name: before.name },
    after: { name: view.name },
  }),
  answer: ({ view }) => view,
})
