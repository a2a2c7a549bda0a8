import * as endpoints from '@gatehouse/contracts/endpoints/people'
import { deactivatePerson } from '@gatehouse/services/people/deactivate-person'
import { getPerson } from '@gatehouse/services/people/get-person'
import { inviteMember } from '@gatehouse/services/people/invite-member'
import { listPeople } from '@gatehouse/services/people/list-people'
import { reactivatePerson } from '@gatehouse/services/people/reactivate-person'
import { type Route, route } from '../route.ts'

export const peopleRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listPeople, verb: listPeople }),
  route({ endpoint: endpoints.getPerson, verb: getPerson }),
  route({ endpoint: endpoints.inviteMember, verb: inviteMember }),
  route({ endpoint: endpoints.deactivatePerson, verb: deactivatePerson }),
  route({ endpoint: endpoints.reactivatePerson, verb: reactivatePerson }),
]
