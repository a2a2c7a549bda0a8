import { anyVersion, type Edit, pickOne } from './random-edits.ts'

const days = (n: number) => new Date(Date.UTC(2090, 0, 1) + n * 86_400_000).toISOString()
export const planEnd: Edit = (editing) => {
  const found = anyVersion(editing)
  if (found?.version.state !== 'published') return
  const successors = editing.document.apis.flatMap(({ slug, versions = [] }) =>
    versions
      .filter((version) => version.state === 'published' && version !== found.version && !version.deprecation)
      .map(({ name }) => ({ api: slug, version: name })),
  )
  const at = editing.random(300)
  found.version.deprecation =
    editing.random(4) === 0
      ? null
      : {
          deprecatedAt: days(at),
          sunsetAt: editing.random(3) === 0 ? null : days(at + 100),
          guideUrl: editing.random(2) === 1 ? `https://docs.example.com/${editing.name}` : null,
          message: `Message ${editing.name}`,
          brownOuts: [],
          reminderDays: editing.random(2) === 1 ? [30, 7] : [90, 30, 7, 1],
          successor: found.version.deprecation?.successor ?? pickOne(successors, editing.random) ?? null,
        }
  return `${found.api.slug} ${found.version.name}`
}
export const changeWebhooks: Edit = ({ document, random, name }) => {
  const webhook = pickOne(document.webhooks, random)
  const act = random(3)
  if (act === 0 || !webhook) {
    document.webhooks.push({
      name: `hook-${name}`,
      url: `https://hooks.example.com/${name}`,
      events: [],
      enabled: true,
    })
    document.webhooks.sort((a, b) => (a.name < b.name ? -1 : 1))
  } else if (act === 1) {
    webhook.url = `https://hooks.example.com/changed-${name}`
    webhook.enabled = random(2) === 1
    webhook.events = random(2) === 1 ? ['promotion.done'] : []
  } else {
    for (const { gate } of document.stages)
      if (gate?.some((check) => check.check === 'custom' && check.webhook === webhook.name)) return 'asked by a gate'
    document.webhooks = document.webhooks.filter((one) => one !== webhook)
  }
  return webhook?.name
}
export const askWebhook: Edit = ({ document, random, name }) => {
  const [stage, webhook] = [pickOne(document.stages, random), pickOne(document.webhooks, random)]
  if (!stage || !webhook) return
  stage.gate = [{ check: 'custom', name: `Ask ${name}`, webhook: webhook.name, required: false, timeoutSeconds: 10 }]
  return `${stage.slug} ${webhook.name}`
}
