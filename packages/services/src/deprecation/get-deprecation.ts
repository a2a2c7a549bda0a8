import { getDeprecation as endpoint } from '@gatehouse/contracts/endpoints/deprecations'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { query } from '../grammar/query.ts'
import { loadDeprecationView } from './deprecation-view.ts'

/** How a version ends: its program, the burn-down since it was announced, who still calls, who was told, what comes next. */
export const getDeprecation = query({
  name: 'deprecation.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => loadDeprecationView(db, ctx, await requireVersion(db, input)),
})
