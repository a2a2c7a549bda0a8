import * as endpoints from '@gatehouse/contracts/endpoints/problems'
import { getProblem, listProblems } from '@gatehouse/services/problems/read-problems'
import { type Route, route } from '../route.ts'

export const problemRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listProblems, verb: listProblems }),
  route({ endpoint: endpoints.getProblem, verb: getProblem }),
]
