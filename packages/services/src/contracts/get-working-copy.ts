import { getWorkingCopy as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { query } from '../grammar/query.ts'
import { workingCopyView } from './load-working-copy.ts'

export const getWorkingCopy = query({
  name: 'working-copy.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => workingCopyView(db, (await requireVersion(db, input)).id),
})
