import {
  pauseApplication as pauseEndpoint,
  resumePausedApplication as resumeEndpoint,
} from '@gatehouse/contracts/endpoints/pauses'
import { verb } from '../grammar/verb.ts'
import { applicationScope, lockApplication } from './application-scope.ts'
import { endCallerPause, pauseCaller } from './caller-pause.ts'

/** Lets gateways of a stage answer all calls of an application with 503 and the reason. */
export const pauseApplication = verb({
  name: 'application.pause',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: pauseEndpoint.params.extend(pauseEndpoint.body.shape),
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input, change }) => {
    await lockApplication(tx, input.applicationId)
    return pauseCaller({ ctx, tx, change }, { applicationId: input.applicationId }, input)
  },
  audit: ({ input, result }) => ({
    target: { kind: 'application', id: input.applicationId },
    after: { paused: true, stageId: result.stage.id, reason: result.reason },
  }),
})

/** Ends a pause of an application. */
export const resumePausedApplication = verb({
  name: 'application.end-pause',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: resumeEndpoint.params,
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: ({ ctx, tx, input, change }) =>
    endCallerPause({ ctx, tx, change }, { applicationId: input.applicationId }, input.pause),
  audit: ({ input, result }) => ({
    target: { kind: 'application', id: input.applicationId },
    after: { paused: false, stageId: result.stage.id },
  }),
})
