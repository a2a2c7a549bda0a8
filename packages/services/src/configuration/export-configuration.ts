import { type ConfigurationDocument, configurationFormat } from '@gatehouse/contracts/configuration'
import { exportConfiguration as endpoint } from '@gatehouse/contracts/endpoints/configuration'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { loadState } from './load-state.ts'
import { writeDocument } from './write-document.ts'

/** What the installation is set to, for files: no secret, no person, no id. */
export const exportConfiguration = query({
  name: 'configuration.export',
  allowed: { permission: 'api.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }): Promise<ConfigurationDocument> => {
    if (input.api === undefined) return writeDocument(await loadState(ctx, db))
    const state = await loadState(ctx, db, [input.api])
    if (state.apis.length === 0) throw notFound()
    const { apis } = writeDocument(state)
    return { format: configurationFormat, ...(apis === undefined ? {} : { apis }) }
  },
})
