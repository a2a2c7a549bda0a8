import { apiDescription } from '@gatehouse/contracts/api-description'
import { contractInfo, putContractInfo as endpoint } from '@gatehouse/contracts/endpoints/contract-editing'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { editWorkingCopy, workingCopyView } from './load-working-copy.ts'

const parts = contractInfo.keyof().options

/** Changes the head of the contract: title, docs, tags. What is not sent stays; null takes a part away. */
export const putContractInfo = verb({
  name: 'contract.describe',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const before: JsonObject = {}
    const after: JsonObject = {}
    await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const next: Record<string, unknown> = { ...content.contract }
      for (const part of parts) {
        const value = input.info[part]
        if (value === undefined) continue
        before[part] = (content.contract[part] ?? null) as Json
        after[part] = value as Json
        if (value === null) delete next[part]
        else next[part] = value
      }
      const names = (input.info.tags ?? []).map(({ name }) => name)
      const twice = names.find((name, index) => names.indexOf(name) !== index)
      if (twice !== undefined) throw new DomainError('invalid_input', `The tag “${twice}” stands twice.`)
      return {
        content: { ...content, contract: apiDescription.parse(next) },
        touched: Object.keys(after).map((part) => `/contract/${part}`),
      }
    })
    return { view: await workingCopyView(tx, version.id), version, before, after }
  },
  audit: ({ result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: result.before,
    after: result.after,
  }),
  answer: ({ view }) => view,
})
