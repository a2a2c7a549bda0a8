import { pauseTeam as pauseEndpoint, resumePausedTeam as resumeEndpoint } from '@gatehouse/contracts/endpoints/pauses'
import { endCallerPause, pauseCaller } from '../applications/caller-pause.ts'
import { verb } from '../grammar/verb.ts'
import { lockTeam, teamScope } from './team-rules.ts'

/** Lets gateways of a stage answer all calls of a team's applications with 503 and the reason. */
export const pauseTeam = verb({
  name: 'team.pause',
  allowed: { permission: 'application.manage' },
  read: 'team.read',
  input: pauseEndpoint.params.extend(pauseEndpoint.body.shape),
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input, change }) => {
    await lockTeam(tx, input.teamId)
    return pauseCaller({ ctx, tx, change }, { teamId: input.teamId }, input)
  },
  audit: ({ input, result }) => ({
    target: { kind: 'team', id: input.teamId },
    after: { paused: true, stageId: result.stage.id, reason: result.reason },
  }),
})

/** Ends a pause of a team. */
export const resumePausedTeam = verb({
  name: 'team.end-pause',
  allowed: { permission: 'application.manage' },
  read: 'team.read',
  input: resumeEndpoint.params,
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: ({ ctx, tx, input, change }) => endCallerPause({ ctx, tx, change }, { teamId: input.teamId }, input.pause),
  audit: ({ input, result }) => ({
    target: { kind: 'team', id: input.teamId },
    after: { paused: false, stageId: result.stage.id },
  }),
})
