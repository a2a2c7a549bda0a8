import { createWebhook, deleteWebhook, updateWebhook } from '../webhooks/manage-webhooks.ts'
import { blockedStep, differences, fieldNames, type Planning, refuse, type Step, speaksOf, step } from './planning.ts'

const fields = ['url', 'events', 'enabled'] as const

/** Webhooks by their names. Their secrets are no part of files: a new one gets its own, which a rotation shows. */
export function planWebhooks(planning: Planning): Step[] {
  if (!speaksOf(planning, 'webhooks')) return []
  return (planning.document.webhooks ?? []).flatMap((wanted, index) => {
    const { name, url, events, enabled } = wanted
    const current = planning.state.webhooks.find((one) => one.name === name)
    const object = `webhooks/${name}`
    if (current === undefined) {
      if (url === undefined) {
        refuse(planning, `/webhooks/${index}`, 'webhook', 'a new webhook needs a url')
        return []
      }
      planning.notes.add(`The secret of the webhook “${name}” is made with it; rotate it to see one.`)
      const made = { name, url, ...(events === undefined ? {} : { events }) }
      const change = { act: 'create' as const, object, sentence: `The webhook ${name} is made` }
      return [
        step({ ...change, fields: differences(wanted, {}, fields) }, async (ctx) => {
          const { webhook } = await createWebhook({ ctx, input: { events: [], ...made } })
          if (enabled === false)
            await updateWebhook({ ctx, input: { webhook: webhook.id, enabled }, ifMatch: webhook.etag })
        }),
      ]
    }
    const changed = differences(wanted, current, fields)
    if (changed.length === 0) return []
    const sentence = `The webhook ${name} changes: ${fieldNames(changed)}`
    const input = Object.fromEntries(changed.map((field) => [field.name, field.after]))
    return [
      step({ act: 'change', object, sentence, fields: changed }, (ctx) =>
        updateWebhook({ ctx, input: { ...input, webhook: current.id }, ifMatch: current.etag }),
      ),
    ]
  })
}

/** Those that the document leaves out, after the gates that asked them have changed. */
export function pruneWebhooks(planning: Planning): Step[] {
  const { document, prune, state } = planning
  if (!prune || !speaksOf(planning, 'webhooks')) return []
  const wanted = new Set((document.webhooks ?? []).map(({ name }) => name))
  return state.webhooks
    .filter(({ name }) => !wanted.has(name))
    .map(({ id, name }) => {
      const change = { act: 'delete' as const, object: `webhooks/${name}`, sentence: `The webhook ${name} is deleted` }
      const asks = askingStage(planning, { id, name })
      if (asks !== undefined)
        return blockedStep({ ...change, blocked: `The gate of ${asks} asks it: take that check away first.` })
      return step(change, (ctx) => deleteWebhook({ ctx, input: { webhook: id } }))
    })
}

/** A stage whose gate will ask it: as the document says, or as it is. */
function askingStage({ document, state }: Planning, { id, name }: { id: string; name: string }): string | undefined {
  return state.stages.find(({ written }) => {
    const gate = document.stages?.find(({ slug }) => slug === written.slug)?.gate ?? written.gate
    return gate.some((check) => check.check === 'custom' && (check.webhook === name || check.webhook === id))
  })?.written.slug
}
