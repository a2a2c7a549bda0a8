import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { deploy as deployEndpoint, rollback as rollbackEndpoint } from '@gatehouse/contracts/endpoints/deployments'
import type { Context } from '../grammar/context.ts'
import { parseInput, type VerbCall } from '../grammar/verb.ts'
import { placeRevision } from './place-revision.ts'

const deployInput = deployEndpoint.params.extend(deployEndpoint.body.shape)
const rollbackInput = rollbackEndpoint.params.extend(rollbackEndpoint.body.shape)

/** Puts the working copy on a stage that accepts deploys, as a revision. */
export const deploy = Object.assign(
  (call: { ctx: Context; input: EndpointInput<typeof deployEndpoint> } & VerbCall) =>
    placeRevision('deploy', { ...call, input: parseInput(deployInput, call.input) }),
  {
    verb: 'version.deploy',
    mutates: true as const,
    input: deployInput,
    allowed: { permission: 'api.deploy' as const },
  },
)

/** Runs an earlier revision again, with the stage values that it ran with. */
export const rollback = Object.assign(
  (call: { ctx: Context; input: EndpointInput<typeof rollbackEndpoint> } & VerbCall) =>
    placeRevision('rollback', { ...call, input: parseInput(rollbackInput, call.input) }),
  {
    verb: 'version.roll-back',
    mutates: true as const,
    input: rollbackInput,
    allowed: { permission: 'api.deploy' as const },
  },
)
