import { putVersionSettings as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import type { Json } from '@gatehouse/contracts/json'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { verb } from '../grammar/verb.ts'
import { checkOwnPolicies } from './check-own-policies.ts'
import { editWorkingCopy, workingCopyView } from './load-working-copy.ts'

/** Sets what the gateway does with every operation of a version. */
export const putVersionSettings = verb({
  name: 'version.configure',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    if (input.policies !== undefined) checkOwnPolicies(input.policies)
    await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const { keyLocations, ...rest } = content
      const locations = input.keyLocations === undefined ? keyLocations : (input.keyLocations ?? undefined)
      return {
        content: {
          ...rest,
          ...(locations === undefined ? {} : { keyLocations: locations }),
          policies: input.policies ?? content.policies,
        },
        touched: [
          ...(input.keyLocations === undefined ? [] : ['/keyLocations']),
          ...(input.policies === undefined ? [] : ['/policies']),
        ],
      }
    })
    return { view: await workingCopyView(tx, version.id), version }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: JSON.parse(JSON.stringify({ keyLocations: input.keyLocations, policies: input.policies })) as Json,
  }),
  answer: ({ view }) => view,
})
