import type { ConfiguredStage } from '@gatehouse/contracts/configuration'
import { createStage as createEndpoint, updateStage as updateEndpoint } from '@gatehouse/contracts/endpoints/stages'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { updateOrganization } from '../installation/update-organization.ts'
import { putLintRuleset } from '../lint/ruleset.ts'
import { createStage } from '../stages/create-stage.ts'
import { deleteStage } from '../stages/delete-stage.ts'
import { orderStages } from '../stages/order-stages.ts'
import { updateStage } from '../stages/update-stage.ts'
import { createTeam } from '../teams/create-team.ts'
import {
  blockedStep,
  differences,
  fieldNames,
  type Planning,
  refuse,
  type Step,
  sameJson,
  speaksOf,
  step,
} from './planning.ts'

export function planOrganization({ document, state }: Planning): Step[] {
  const wanted = document.organization
  if (wanted === undefined || wanted.name === state.organization.name) return []
  const fields = differences(wanted, state.organization, ['name'])
  const sentence = `The organization is called “${wanted.name}” instead of “${state.organization.name}”`
  return [
    step({ act: 'change', object: 'organization', sentence, fields }, (ctx) =>
      updateOrganization({ ctx, input: wanted, ifMatch: state.organization.etag }),
    ),
  ]
}

/** Teams are made, never removed: persons, APIs and applications hang on them. */
export function planTeams(planning: Planning): Step[] {
  if (!speaksOf(planning, 'teams')) return []
  const known = new Set(planning.state.teams.map(({ name }) => name))
  const wanted = planning.document.teams ?? []
  if (planning.prune)
    for (const name of known)
      if (!wanted.some((team) => team.name === name))
        planning.notes.add(`The team “${name}” stays: teams are not deleted.`)
  return wanted
    .filter(({ name }) => !known.has(name))
    .map(({ name }) =>
      step({ act: 'create', object: `teams/${name}`, sentence: `The team “${name}” is made` }, (ctx) =>
        createTeam({ ctx, input: { name } }),
      ),
    )
}

export function planLint(planning: Planning): Step[] {
  const { lint } = planning.document
  if (lint === undefined) return []
  const { ruleset, etag } = planning.state.lint
  const fields = differences(lint, ruleset, ['ready', 'own'])
  if (fields.length === 0) return []
  const sentence = `The lint rules change: ${fields.map(({ name }) => (name === 'ready' ? 'severities' : 'own rules')).join(' and ')}`
  return [
    step({ act: 'change', object: 'lint', sentence, fields }, (ctx) =>
      putLintRuleset({ ctx, input: lint, ifMatch: etag }),
    ),
  ]
}

const stageFields = Object.keys(updateEndpoint.body.shape)

/** Stages by their slugs; their order is that of the document, those that it does not mention after their former neighbour. */
export function planStages(planning: Planning): Step[] {
  if (!speaksOf(planning, 'stages')) return []
  const { state, document } = planning
  const steps: Step[] = []
  const wanted = document.stages ?? []
  for (const [index, stage] of wanted.entries()) {
    const current = state.stages.find(({ written }) => written.slug === stage.slug)
    const input = { ...stage, ...withWebhookIds(planning, stage, `/stages/${index}`) }
    if (current === undefined) {
      const made = createEndpoint.body.safeParse(input)
      if (!made.success) refuse(planning, `/stages/${index}`, 'stage', 'a new stage needs a name and a gatewayUrl')
      const fields = differences(stage, {}, stageFields)
      const sentence = `The stage ${stage.slug} is made`
      steps.push(
        step({ act: 'create', object: `stages/${stage.slug}`, sentence, fields }, (ctx) =>
          withMadeWebhooks(ctx, input).then((found) =>
            createStage({ ctx, input: found as z.input<typeof createEndpoint.body> }),
          ),
        ),
      )
      continue
    }
    const fields = differences(stage, current.written, stageFields)
    if (fields.length === 0) continue
    const { slug: _, ...changed } = input
    const sentence = `The stage ${stage.slug} changes: ${fieldNames(fields)}`
    steps.push(
      step({ act: 'change', object: `stages/${stage.slug}`, sentence, fields }, (ctx) =>
        withMadeWebhooks(ctx, changed).then((found) =>
          updateStage({ ctx, input: { ...found, stage: stage.slug }, ifMatch: current.etag }),
        ),
      ),
    )
  }
  return [...steps, ...planOrder(planning)]
}

function planOrder(planning: Planning): Step[] {
  const { state } = planning
  const before = state.stages.map(({ written }) => written.slug)
  const order = orderedSlugs(planning)
  // New stages are made at the end.
  const after = [...before, ...order.filter((slug) => !before.includes(slug))]
  if (sameJson(order, after)) return []
  const fields = [{ name: 'order', before: after, after: order }]
  const sentence = `The stages stand in the order ${order.join(', ')}`
  return [
    step({ act: 'change', object: 'stages', sentence, fields }, (ctx) =>
      orderStages({ ctx, input: { stages: order } }),
    ),
  ]
}

/** Those that the document names in its order, the others after their former neighbours. */
function orderedSlugs({ state, document }: Planning): string[] {
  const before = state.stages.map(({ written }) => written.slug)
  const order = (document.stages ?? []).map(({ slug }) => slug)
  for (const [index, slug] of before.entries()) {
    if (order.includes(slug)) continue
    const neighbour = before[index - 1]
    order.splice(neighbour === undefined ? 0 : order.indexOf(neighbour) + 1, 0, slug)
  }
  return order
}

/** The stage that will be the first when versions are made: it answers from the mock, unless it is live. */
export function firstStage(planning: Planning): { slug: string; live: boolean } | undefined {
  const [slug] = orderedSlugs(planning)
  if (slug === undefined) return undefined
  const said = planning.document.stages?.find((stage) => stage.slug === slug)?.exposure
  const known = planning.state.stages.find(({ written }) => written.slug === slug)?.written.exposure
  return { slug, live: (said ?? known) === 'live' }
}

function withWebhookIds(planning: Planning, stage: ConfiguredStage, pointer: string): Pick<ConfiguredStage, 'gate'> {
  if (stage.gate === undefined) return {}
  const gate = stage.gate.map((check, index) => {
    if (check.check !== 'custom') return check
    const found = planning.state.webhooks.find(({ id, name }) => name === check.webhook || id === check.webhook)
    if (found) return { ...check, webhook: found.id }
    // One that this document makes has an id when the step runs.
    if (planning.document.webhooks?.some(({ name }) => name === check.webhook)) return check
    refuse(
      planning,
      `${pointer}/gate/${index}/webhook`,
      'webhook',
      `the name of a webhook; there is none “${check.webhook}”`,
    )
    return check
  })
  return { gate }
}

/** The ids of webhooks that a step before has made. */
async function withMadeWebhooks<T extends Pick<ConfiguredStage, 'gate'>>(ctx: Context, fields: T): Promise<T> {
  if (!fields.gate?.some((check) => check.check === 'custom')) return fields
  const rows = await ctx.db.prisma.webhook.findMany({ select: { id: true, name: true } })
  const idOf = new Map(rows.map(({ id, name }) => [name, id]))
  const gate = fields.gate.map((check) =>
    check.check === 'custom' ? { ...check, webhook: idOf.get(check.webhook) ?? check.webhook } : check,
  )
  return { ...fields, gate }
}

/** Stages that the document leaves out, where it shall be all there is. */
export function pruneStages(planning: Planning): Step[] {
  if (!planning.prune || !speaksOf(planning, 'stages')) return []
  const wanted = new Set((planning.document.stages ?? []).map(({ slug }) => slug))
  return planning.state.stages
    .filter(({ written }) => !wanted.has(written.slug))
    .map(({ written: { slug }, held }) => {
      const change = { act: 'delete' as const, object: `stages/${slug}`, sentence: `The stage ${slug} is deleted` }
      if (held !== null) return blockedStep({ ...change, blocked: held })
      return step(change, (ctx) => deleteStage({ ctx, input: { stage: slug } }))
    })
}
