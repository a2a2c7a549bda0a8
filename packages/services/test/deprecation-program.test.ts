import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveLifecycle } from '../src/apis/move-lifecycle.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { announceDeprecation, remindOwners } from '../src/deprecation/announce-deprecation.ts'
import { cancelDeprecation } from '../src/deprecation/cancel-deprecation.ts'
import { endExtension, extendSunset } from '../src/deprecation/extensions.ts'
import { previewDeprecation } from '../src/deprecation/preview-deprecation.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createDeprecationWorld } from './deprecation-world.ts'

let world: Awaited<ReturnType<typeof createDeprecationWorld>>
beforeAll(async () => {
  world = await createDeprecationWorld()
})
afterAll(() => world.end())

/** v1 with one application that calls it and one that only has access. */
async function called() {
  const made = await world.versions()
  const product = await world.product([made.v1])
  const planId = product.plans[0]?.id ?? ''
  const active = await world.caller(planId, 'Active shop')
  const quiet = await world.caller(planId, 'Quiet shop')
  await world.calls(made.v1, active.applicationId, 3)
  return { ...made, planId, active, quiet }
}

describe('a program', () => {
  test('is planned ahead: the version stays Published, gateways are told at once, the job makes it Deprecated at its date', async () => {
    const { path, v1, v2, planId } = await called()
    const before = await world.snapshotChanges(v1)
    const view = await world.plan(path, { deprecatedAt: world.days(2), sunsetAt: world.days(40), successor: v2 })
    expect(view).toMatchObject({ phase: 'planned', version: { state: 'published' }, etag: 2 })
    expect(view.program).toMatchObject({ successor: { id: v2, name: 'v2' }, announcedAt: null })
    expect(view.headers).toContainEqual(expect.stringMatching(/^Deprecation: @\d{10}$/))
    expect(await world.snapshotChanges(v1)).toBe(before + 1)
    await world.advance(path)
    expect(await world.state(v1)).toBe('published')
    world.pass(2)
    await world.advance(path)
    expect(await world.state(v1)).toBe('deprecated')
    const developer = await world.developer()
    const other = await createMyApplication({ ctx: developer, input: { name: 'Late' } })
    await expect(
      requestMyAccess({ ctx: developer, input: { applicationId: other.id, planId: planId as never } }),
    ).rejects.toMatchObject({ code: 'not_possible' })
  })

  test('that begins now makes it Deprecated with the act itself', async () => {
    const { path, v1 } = await called()
    const view = await world.plan(path, { deprecatedAt: world.days(0) })
    expect(view).toMatchObject({ phase: 'deprecated', program: { sunsetAt: null } })
    expect(await world.state(v1)).toBe('deprecated')
  })

  test('names everything that speaks against it, by field', async () => {
    const { path, v1 } = await called()
    const retired = await world.listedVersion({ state: 'retired' })
    const errors = async (plan: Parameters<typeof world.plan>[1]) =>
      world.plan(path, plan).then(
        () => 'saved',
        (error: { errors?: { pointer: string; rule: string }[] }) =>
          (error.errors ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`),
      )
    const ok = { deprecatedAt: world.days(1), sunsetAt: world.days(30) }
    expect(await errors({ ...ok, sunsetAt: world.days(0.5) })).toEqual(['/sunsetAt after_deprecation'])
    expect(await errors({ deprecatedAt: world.days(-3) })).toEqual(['/deprecatedAt in_the_past'])
    expect(await errors({ ...ok, successor: v1 })).toEqual(['/successor itself'])
    expect(await errors({ ...ok, successor: retired.versionId })).toEqual(['/successor not_published'])
    expect(await errors({ ...ok, successor: 'ver_nothing' })).toEqual(['/successor unknown'])
    const brownOuts = [
      { from: world.days(29), to: world.days(31) },
      { from: world.days(10), to: world.days(12) },
      { from: world.days(11), to: world.days(13) },
      { from: world.days(5), to: world.days(4) },
      { from: world.days(0.5), to: world.days(0.6) },
    ]
    expect(await errors({ ...ok, brownOuts })).toEqual([
      '/brownOuts/0/to before_sunset',
      '/brownOuts/2/from overlaps',
      '/brownOuts/3/to after_start',
      '/brownOuts/4/from after_deprecation',
    ])
    expect(await errors({ deprecatedAt: ok.deprecatedAt, brownOuts: brownOuts.slice(1, 2) })).toEqual([
      '/brownOuts/0/from needs_sunset',
    ])
  })

  test('is refused for a draft, and in favour of a version that ends in favour of this one', async () => {
    const draft = await world.listedVersion({ state: 'draft' })
    const path = { api: draft.apiId, version: draft.versionId }
    await expect(world.plan(path, { deprecatedAt: world.days(1) })).rejects.toMatchObject({ code: 'lifecycle_move' })
    const { path: one, v1, v2 } = await world.versions()
    await world.plan(one, { deprecatedAt: world.days(1), successor: v2 })
    await expect(
      world.plan({ api: one.api, version: v2 }, { deprecatedAt: world.days(1), successor: v1 }),
    ).rejects.toMatchObject({ errors: [{ pointer: '/successor', rule: 'circle' }] })
  })

  test('is not overwritten by someone who saw an older one', async () => {
    const { path } = await called()
    await world.plan(path, { deprecatedAt: world.days(1) })
    await expect(world.plan(path, { deprecatedAt: world.days(2) })).rejects.toMatchObject({ code: 'changed_meanwhile' })
  })

  test('holds dates that were announced or have come against change without a reason', async () => {
    const { path } = await called()
    const deprecatedAt = world.days(0)
    await world.plan(path, { deprecatedAt, sunsetAt: world.days(30) })
    await announceDeprecation({ ctx: world.owner, input: path })
    const earlier = { deprecatedAt, sunsetAt: world.days(10) }
    await expect(world.plan(path, earlier, 2)).rejects.toMatchObject({
      errors: [{ pointer: '/sunsetAt', rule: 'needs_reason' }],
    })
    await expect(world.plan(path, { deprecatedAt: world.days(3), sunsetAt: world.days(30) }, 2)).rejects.toMatchObject({
      errors: [{ pointer: '/deprecatedAt', rule: 'already_holds' }],
    })
    await world.plan(path, { ...earlier, reason: 'The old data centre closes.' }, 2)
    world.pass(11)
    await world.advance(path)
    expect(await world.state(path.version)).toBe('retired')
    const later = { deprecatedAt, sunsetAt: world.days(5) }
    await expect(world.plan(path, later, 3)).rejects.toMatchObject({ errors: [{ rule: 'needs_reason' }] })
    const again = await world.plan(path, { ...later, reason: 'Two partners need a week.' }, 3)
    expect(again).toMatchObject({ phase: 'deprecated', version: { state: 'deprecated' } })
  })

  test('decides the state while it is there: by hand it neither goes back nor ends', async () => {
    const { path } = await called()
    const move = (state: 'published' | 'retired' | 'deprecated') =>
      moveLifecycle({ ctx: world.owner, input: { ...path, state, reason: 'because' } })
    await world.plan(path, { deprecatedAt: world.days(1), sunsetAt: world.days(3) })
    await expect(move('deprecated')).rejects.toMatchObject({ code: 'lifecycle_move' })
    world.pass(1)
    await world.advance(path)
    await expect(move('published')).rejects.toMatchObject({ code: 'lifecycle_move' })
    await expect(move('retired')).rejects.toMatchObject({ code: 'lifecycle_move' })
    world.pass(2)
    await world.advance(path)
    await expect(move('deprecated')).rejects.toMatchObject({ code: 'lifecycle_move' })
  })

  test('can be taken back before its sunset with a reason: Published again, who was told is told, it can be planned anew', async () => {
    const { path, v1, active, quiet } = await called()
    await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(30) })
    await world.advance(path)
    const view = await cancelDeprecation({ ctx: world.owner, input: { ...path, reason: 'Nobody can move yet.' } })
    expect(view).toMatchObject({ phase: 'cancelled', cancelled: { reason: 'Nobody can move yet.' }, etag: 1 })
    expect(await world.state(v1)).toBe('published')
    expect((await world.view(path)).phase).toBe('cancelled')
    const occasions = (await world.mailsTo(active.developer.personId)).map(({ occasion }) => occasion)
    expect(occasions).toEqual(['announced', 'cancelled'])
    expect(await world.mailsTo(quiet.developer.personId)).toEqual([])
    await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(1) })
    world.pass(2)
    await world.advance(path)
    await expect(cancelDeprecation({ ctx: world.owner, input: { ...path, reason: 'late' } })).rejects.toMatchObject({
      code: 'not_possible',
    })
  })
})

describe('owners', () => {
  test('of applications active in 30 days are told, each once per occasion, however often the job runs', async () => {
    const { path, active, quiet } = await called()
    await world.plan(path, {
      deprecatedAt: world.days(1),
      sunsetAt: world.days(20),
      reminderDays: [30, 7, 1],
      brownOuts: [{ from: world.days(10), to: world.days(10.1) }],
    })
    const told = async () => (await world.mailsTo(active.developer.personId)).map(({ occasion }) => occasion)
    expect(await announceDeprecation({ ctx: world.owner, input: path })).toEqual({
      mails: 1,
      already: 0,
      unreachable: [],
    })
    expect(await announceDeprecation({ ctx: world.owner, input: path })).toMatchObject({ mails: 0, already: 1 })
    world.pass(9.5)
    await Promise.all([world.advance(path), world.advance(path)])
    expect(await told()).toEqual(['announced', 'brown-out'])
    world.pass(4)
    await world.advance(path)
    await world.advance(path)
    expect(await told()).toEqual(['announced', 'brown-out', 'reminder'])
    world.pass(7)
    await world.advance(path)
    expect(await told()).toEqual(['announced', 'brown-out', 'reminder', 'sunset'])
    expect(await world.state(path.version)).toBe('retired')
    expect(await world.mailsTo(quiet.developer.personId)).toEqual([])
    const view = await world.view(path)
    expect(view.notices.map(({ sentence }) => sentence)).toContain('7 days before the sunset')
    expect(view.phase).toBe('sunset')
  })

  test('of an application that begins to call after the announcement are told, too', async () => {
    const { path, quiet, v1 } = await called()
    await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(90) })
    await world.advance(path)
    expect(await world.mailsTo(quiet.developer.personId)).toEqual([])
    await world.calls(v1, quiet.applicationId)
    await world.advance(path)
    expect((await world.mailsTo(quiet.developer.personId)).map(({ occasion }) => occasion)).toEqual(['announced'])
  })

  test('hear of a change of dates with its reason, not of how often they are reminded', async () => {
    const { path, active } = await called()
    const deprecatedAt = world.days(0)
    const sunsetAt = world.days(30)
    await world.plan(path, { deprecatedAt, sunsetAt })
    await announceDeprecation({ ctx: world.owner, input: path })
    await world.plan(path, { deprecatedAt, sunsetAt, reminderDays: [3] }, 2)
    await world.plan(path, { deprecatedAt, sunsetAt: world.days(60), reminderDays: [3], reason: 'More time.' }, 3)
    const mails = await world.mailsTo(active.developer.personId)
    expect(mails.map(({ occasion }) => occasion)).toEqual(['announced', 'changed'])
    expect(mails[1]).toMatchObject({ reason: 'More time.' })
  })

  test('who own several get one mail that names them all', async () => {
    const { path, v1, active } = await called()
    const second = await createMyApplication({ ctx: active.developer, input: { name: 'Till' } })
    await world.calls(v1, second.id)
    await world.plan(path, { deprecatedAt: world.days(1) })
    await announceDeprecation({ ctx: world.owner, input: path })
    const mails = await world.mailsTo(active.developer.personId)
    expect(mails.map(({ applications }) => applications)).toEqual([['Active shop', 'Till']])
  })

  test('can be reminded by hand once a day, and only about a version that concerns them', async () => {
    const { path, quiet } = await called()
    const stranger = await called()
    await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(30) })
    const remind = (applications: string[]) => remindOwners({ ctx: world.owner, input: { ...path, applications } })
    expect(await remind([quiet.applicationId])).toMatchObject({ mails: 1 })
    expect(await remind([quiet.applicationId])).toMatchObject({ mails: 0, already: 1 })
    await expect(remind([stranger.active.applicationId])).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

test('the preview judges as the act does, writes the mail, and changes nothing', async () => {
  const { path, v2, active } = await called()
  const input = {
    ...path,
    deprecatedAt: world.days(1),
    sunsetAt: world.days(30),
    successor: v2,
    message: 'Totals change.',
  }
  const preview = await previewDeprecation({ ctx: world.owner, input })
  expect(preview.recipients).toEqual([
    expect.objectContaining({ application: { id: active.applicationId, name: 'Active shop' }, reachable: 1, calls: 3 }),
  ])
  expect(preview.mail.text).toContain('Totals change.')
  expect(preview.banner).toMatch(/will be deprecated on .* and ends on .* Move to API .* v2\./)
  expect(preview.events.map(({ kind }) => kind)).toContain('sunset')
  await expect(
    previewDeprecation({ ctx: world.owner, input: { ...input, successor: path.version } }),
  ).rejects.toMatchObject({ code: 'invalid_input' })
  expect((await world.view(path)).phase).toBe('none')
  expect(await world.mailsTo(active.developer.personId)).toEqual([])
})

describe('an extension', () => {
  test('keeps the version Deprecated past the sunset until it ends; the audit log names who allowed it', async () => {
    const { path, v1, active } = await called()
    await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(5) })
    const extension = await extendSunset({
      ctx: world.owner,
      input: {
        ...path,
        applicationId: active.applicationId,
        until: world.days(9),
        reason: 'Their release is on the 8th.',
      },
    })
    expect(extension).toMatchObject({ state: 'holds', application: { id: active.applicationId } })
    const row = await world.db.prisma.auditLog.findFirstOrThrow({
      where: { targetId: v1, action: 'deprecation.extend' },
    })
    expect(row).toMatchObject({
      actorId: world.owner.actor.kind === 'member' ? world.owner.actor.personId : '',
      after: { applicationId: active.applicationId, reason: 'Their release is on the 8th.' },
    })
    world.pass(6)
    await world.advance(path)
    expect(await world.state(v1)).toBe('deprecated')
    const view = await world.view(path)
    expect(view).toMatchObject({ phase: 'sunset', callers: [{ extendedUntil: extension.until }] })
    expect((await world.mailsTo(active.developer.personId)).map(({ occasion }) => occasion)).not.toContain('sunset')
    world.pass(4)
    await world.advance(path)
    expect(await world.state(v1)).toBe('retired')
  })

  test('granted after the version was retired brings it back for that time; ending it retires it again', async () => {
    const { path, v1, active } = await called()
    await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(1) })
    world.pass(2)
    await world.advance(path)
    expect(await world.state(v1)).toBe('retired')
    const input = {
      ...path,
      applicationId: active.applicationId,
      until: world.days(3),
      reason: 'They missed the mails.',
    }
    const { id } = await extendSunset({ ctx: world.owner, input })
    expect(await world.state(v1)).toBe('deprecated')
    const ended = await endExtension({ ctx: world.owner, input: { ...path, extension: id } })
    expect(ended.state).toBe('ended')
    await world.advance(path)
    expect(await world.state(v1)).toBe('retired')
  })

  test('needs a sunset, a date past it, and an application that has access', async () => {
    const { path, active } = await called()
    const stranger = await called()
    const extend = (applicationId: string, until: string) =>
      extendSunset({ ctx: world.owner, input: { ...path, applicationId, until, reason: 'why not' } })
    await world.plan(path, { deprecatedAt: world.days(0) })
    await expect(extend(active.applicationId, world.days(9))).rejects.toMatchObject({ code: 'not_possible' })
    await world.plan(
      path,
      { deprecatedAt: (await world.view(path)).program?.deprecatedAt ?? '', sunsetAt: world.days(5) },
      2,
    )
    await expect(extend(active.applicationId, world.days(4))).rejects.toMatchObject({
      errors: [{ pointer: '/until' }],
    })
    await expect(extend(stranger.active.applicationId, world.days(9))).rejects.toMatchObject({
      errors: [{ pointer: '/applicationId' }],
    })
  })
})

test('the burn-down counts calls and applications by day, refused ones included; a viewer reads it and is told what he may not do', async () => {
  const { path, active, quiet, v1 } = await called()
  await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(30) })
  await world.calls(v1, quiet.applicationId, 2, { status: 410, statusSource: 'gateway', code: 'brown_out' })
  const view = await world.view(path)
  expect(view.burnDown.days.at(-1)).toMatchObject({ calls: 5, applications: 2 })
  expect(view.callers.map(({ application, calls }) => [application.id, calls])).toEqual([
    [active.applicationId, 3],
    [quiet.applicationId, 2],
  ])
  expect(view.sentence).toBe('Sunset in 30 days: 2 applications still call.')
  const viewer = world.at(await world.member('Viewer'))
  expect((await world.view(path, viewer)).can.plan).toMatchObject({ allowed: false })
})
