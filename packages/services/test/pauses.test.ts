import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getApplication } from '../src/applications/manage-applications.ts'
import { createMyApplication, getMyApplication } from '../src/applications/my-applications.ts'
import { pauseApplication, resumePausedApplication } from '../src/applications/pause-application.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { getTeam } from '../src/teams/get-team.ts'
import { pauseTeam, resumePausedTeam } from '../src/teams/pause-team.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

async function application() {
  const developer = await world.developer()
  const made = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
  return { developer, applicationId: made.id, teamId: made.team.id }
}

/** What a gateway of a stage is told of it. */
async function rowOn(stageId: string, kind: 'application' | 'team', id: string) {
  const client = await world.db.pool.connect()
  const [found] = await loadAccessRows(client, [{ kind, id, seq: 1, stageId: null, deleted: false }]).finally(() =>
    client.release(),
  )
  return found?.row?.(stageId)
}
async function changesOf(id: string) {
  const { rows } = await world.db.pool.query(
    "SELECT stage_id FROM change_log WHERE channel = 'access' AND entity_id = $1",
    [id],
  )
  return rows
}

describe('a pause of an application', () => {
  test('reaches the gateways of its stage alone, and ends as it began', async () => {
    const { applicationId } = await application()
    const ctx = await world.member('Admin')
    const before = (await changesOf(applicationId)).length
    const pause = await pauseApplication({
      ctx,
      input: { applicationId, stage: 'production', reason: 'Too many calls' },
    })
    expect(pause).toMatchObject({ of: 'application', stage: { name: 'Production' }, resumedAt: null })
    expect(await rowOn(world.stages.live.id, 'application', applicationId)).toMatchObject({
      state: 'active',
      paused: { reason: 'Too many calls' },
    })
    expect(await rowOn(world.stages.sandbox.id, 'application', applicationId)).not.toHaveProperty('paused')
    // One sequence for all stages: the row has one version in the access table.
    expect((await changesOf(applicationId)).slice(before)).toEqual([{ stage_id: null }])
    expect((await getApplication({ ctx, input: { applicationId } })).pauses).toEqual([pause])
    const ended = await resumePausedApplication({ ctx, input: { applicationId, pause: pause.id } })
    expect(ended.resumedAt).not.toBeNull()
    expect(await rowOn(world.stages.live.id, 'application', applicationId)).not.toHaveProperty('paused')
    expect((await getApplication({ ctx, input: { applicationId } })).pauses).toEqual([])
    await resumePausedApplication({ ctx, input: { applicationId, pause: pause.id } })
    expect(await changesOf(applicationId)).toHaveLength(before + 2)
  })

  test('is one, however many ask at once', async () => {
    const { applicationId } = await application()
    const ctx = await world.member('Admin')
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        pauseApplication({ ctx, input: { applicationId, stage: 'staging', reason: 'x' } }),
      ),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const tried of tries)
      if (tried.status === 'rejected') expect(tried.reason).toMatchObject({ code: 'not_possible' })
  })

  test('is seen by its developer under the stage’s public name; of closed stages he sees none', async () => {
    const { applicationId, developer } = await application()
    const ctx = await world.member('Admin')
    await pauseApplication({ ctx, input: { applicationId, stage: 'development', reason: 'internal' } })
    await pauseApplication({ ctx, input: { applicationId, stage: 'production', reason: 'Unpaid' } })
    const { pauses } = await getMyApplication({ ctx: developer, input: { applicationId } })
    expect(pauses.map(({ stage, reason }) => [stage.name, reason])).toEqual([['Live', 'Unpaid']])
  })

  test('is for those who manage applications, and only with the application that it is of', async () => {
    const { applicationId, developer } = await application()
    const other = await application()
    const ctx = await world.member('Admin')
    const input = { applicationId, stage: 'production', reason: 'x' }
    await expect(pauseApplication({ ctx: await world.member('Viewer'), input })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(pauseApplication({ ctx: developer, input })).rejects.toMatchObject({ code: 'not_found' })
    const pause = await pauseApplication({ ctx, input })
    for (const wrong of [
      { applicationId: other.applicationId, pause: pause.id },
      { applicationId, pause: newId('pause') },
    ])
      await expect(resumePausedApplication({ ctx, input: wrong })).rejects.toMatchObject({ code: 'not_found' })
    await expect(resumePausedTeam({ ctx, input: { teamId: other.teamId, pause: pause.id } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a pause of a team', () => {
  test('is the row of the team, and shows on its applications', async () => {
    const { applicationId, teamId, developer } = await application()
    const ctx = await world.member('Admin')
    const pause = await pauseTeam({ ctx, input: { teamId, stage: 'production', reason: 'Unpaid since June' } })
    expect(await rowOn(world.stages.live.id, 'team', teamId)).toMatchObject({ paused: { reason: 'Unpaid since June' } })
    expect(await rowOn(world.stages.live.id, 'application', applicationId)).not.toHaveProperty('paused')
    expect((await getTeam({ ctx, input: { teamId } })).pauses).toEqual([pause])
    const mine = await getMyApplication({ ctx: developer, input: { applicationId } })
    expect(mine.pauses).toMatchObject([{ of: 'team', reason: 'Unpaid since June' }])
    await resumePausedTeam({ ctx, input: { teamId, pause: pause.id } })
    expect(await rowOn(world.stages.live.id, 'team', teamId)).not.toHaveProperty('paused')
  })
})
