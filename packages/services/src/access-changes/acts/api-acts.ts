import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { findApi } from '../../apis/find-version.ts'
import { updateApi } from '../../apis/update-api.ts'
import { DomainError, notFound } from '../../grammar/domain-error.ts'
import type { AccessActDefinition } from '../access-act.ts'

type Definition<I> = AccessActDefinition<I>
type Update = z.output<typeof updateApi.input>

async function requireApi(tx: Transaction, api: string) {
  const row = await findApi(tx, api)
  if (!row) throw notFound()
  return row
}

export const apiActs = {
  'api.update': {
    verb: updateApi,
    title: async (tx, { api, audience }) => `Make ${(await requireApi(tx, api)).name} an API for ${audience} callers`,
    target: ({ api }) => ({ kind: 'api', id: api }),
    base: async (tx, { api, audience, ...others }) => {
      // What is asked for is kept with the change: only what Security decides belongs there, no contact and no text.
      if (audience === undefined || Object.values(others).some((value) => value !== undefined))
        throw new DomainError('invalid_input', 'Ask for the audience alone; the rest can be changed without asking.')
      const { name, etag } = await requireApi(tx, api)
      return { api: { label: `The API “${name}”`, value: etag } }
    },
    etag: async (tx, { api }) => (await requireApi(tx, api)).etag,
    side: async (tx, _ctx, { id }) => {
      const { audience, name, tags } = await requireApi(tx, id)
      return { sentences: [`${name} is for ${audience} callers.`], json: { audience, tags } }
    },
    where: async (tx, { api }) => {
      const { id } = await requireApi(tx, api)
      const operations = await tx.operation.count({ where: { version: { apiId: id }, removedAt: null } })
      return { stages: [], apis: 1, operations }
    },
    // What an API is for decides which guardrails hold; the diff compares guardrails of the same audience.
    diff: async () => null,
  } satisfies Definition<Update>,
}
