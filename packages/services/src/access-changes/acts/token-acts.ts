import type { z } from 'zod'
import { putTokenRules } from '../../token-rules/manage-token-rules.ts'
import { readTokenRules, requireApiOnStage } from '../../token-rules/token-rules-view.ts'
import type { AccessActDefinition } from '../access-act.ts'

type Input = z.output<typeof putTokenRules.input>

/** Rules are an API's on a stage: both ids name the thing. */
const separator = ' on '

const definition: AccessActDefinition<Input> = {
  verb: putTokenRules,
  title: async (tx, input) => {
    const { api, stage } = await requireApiOnStage(tx, input)
    return `Change whose access tokens ${api.name} takes on ${stage.name}`
  },
  target: ({ api, stage }) => ({ kind: 'tokenRules', id: `${api}${separator}${stage}` }),
  base: async (tx, input) => {
    const place = await requireApiOnStage(tx, input)
    const { etag } = await readTokenRules(tx, place)
    return { rules: { label: `The token rules of ${place.api.name} on ${place.stage.name}`, value: etag } }
  },
  etag: async (tx, input) => (await readTokenRules(tx, await requireApiOnStage(tx, input))).etag,
  side: async (tx, _ctx, { id }) => {
    const [api = '', stage = ''] = id.split(separator)
    const { rules } = await readTokenRules(tx, await requireApiOnStage(tx, { api, stage }))
    return {
      sentences: rules.flatMap(({ provider, sentences }) => {
        const whose = provider === null ? 'The built-in server' : provider.name
        return sentences.map((sentence) => `${whose}: ${sentence}`)
      }),
      json: {
        rules: JSON.parse(
          JSON.stringify(rules.map(({ provider, rule }) => ({ provider: provider?.id ?? null, rule }))),
        ),
      },
    }
  },
  where: async (tx, input) => {
    const { api, stage } = await requireApiOnStage(tx, input)
    const operations = await tx.operation.count({ where: { version: { apiId: api.id }, removedAt: null } })
    return { stages: [{ id: stage.id, name: stage.name }], apis: 1, operations }
  },
  exposures: async (tx, input) => [(await requireApiOnStage(tx, input)).stage.exposure],
  diff: async (tx, input) => {
    const { api, stage } = await requireApiOnStage(tx, input)
    return { kind: 'token-rules', apiId: api.id as never, stageId: stage.id as never, rules: input.rules }
  },
}

export const tokenActs = { 'token-rules.put': definition }
