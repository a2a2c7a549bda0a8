import { addTeamMember, createTeam } from '@gatehouse/contracts/endpoints/teams'
import { idOf } from '@gatehouse/contracts/ids'
import { createSessionStore } from '@gatehouse/services/account/sessions'
import { createMyApplication } from '@gatehouse/services/applications/my-applications'
import { createMyCredential } from '@gatehouse/services/credentials/create-credential'
import { createContext } from '@gatehouse/services/grammar/context'
import { requestMyAccess } from '@gatehouse/services/subscriptions/request-my-access'
import { type Client, type Developer, makeDeveloper } from '../../fixtures/developer.ts'
import type { World } from '../../fixtures/world.ts'

/** An application of a team in which a developer works beside an owner; made by him, so that he has seen its credentials. */
export async function makeTeamClient(world: World, developer: Developer, planId: string): Promise<Client> {
  const owner = await makeDeveloper(world)
  const { id } = await world.management(createTeam, { name: `Team of ${developer.personId}` })
  const teamId = idOf('team').parse(id)
  await world.management(addTeamMember, { teamId, personId: owner.personId, role: 'owner' })
  await world.management(addTeamMember, { teamId, personId: developer.personId, role: 'developer' })
  // He signs in anew: a session knows his teams as they are.
  const sessions = createSessionStore({ db: world.system.db, installation: world.installation, app: 'portal' })
  const actor = await sessions.read((await sessions.open(developer.personId, {})).sid)
  if (actor === undefined) throw new Error('the developer has no session')
  const ctx = createContext({ actor, db: world.system.db, installation: world.installation })
  const application = await createMyApplication({ ctx, input: { name: 'Shared', teamId } })
  const input = { applicationId: application.id, planId: idOf('plan').parse(planId) }
  const subscription = await requestMyAccess({ ctx, input })
  return {
    developer: { personId: developer.personId, ctx, teamId },
    applicationId: application.id,
    subscriptionId: subscription.id,
    async newKey(stage) {
      const stageId = idOf('stage').parse(world.stage(stage).id)
      const made = await createMyCredential({
        ctx,
        input: { applicationId: application.id, stageId, name: 'Shared key' },
      })
      return { id: made.credential.id, key: made.key }
    },
  }
}
