import { getApi as endpoint } from '@gatehouse/contracts/endpoints/apis'
import { query } from '../grammar/query.ts'
import { loadApiView } from './api-view.ts'
import { apiScope } from './find-version.ts'

export const getApi = query({
  name: 'api.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: async (db, input) => apiScope(db, input),
  run: async ({ db, input }) => {
    const scope = await apiScope(db, input)
    return loadApiView(db, scope?.apiId ?? '')
  },
})
