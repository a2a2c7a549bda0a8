import * as endpoints from '@gatehouse/contracts/endpoints/rotation-tasks'
import { decideRotationTask } from '@gatehouse/services/rotation-tasks/decide-rotation-task'
import { listRotationTasks } from '@gatehouse/services/rotation-tasks/list-rotation-tasks'
import { getSeenCredentialRule, putSeenCredentialRule } from '@gatehouse/services/rotation-tasks/seen-credential-rule'
import { type Route, route } from '../route.ts'

export const rotationTaskRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listRotationTasks, verb: listRotationTasks }),
  route({ endpoint: endpoints.decideRotationTask, verb: decideRotationTask }),
  route({ endpoint: endpoints.getSeenCredentialRule, verb: getSeenCredentialRule }),
  route({ endpoint: endpoints.putSeenCredentialRule, verb: putSeenCredentialRule }),
]
