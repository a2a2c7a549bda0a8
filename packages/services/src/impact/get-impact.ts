import { getImpact as endpoint, type ImpactItem } from '@gatehouse/contracts/endpoints/impact'
import { recordingRule } from '@gatehouse/contracts/stage-rules'
import { mayAct } from '../apis/acting.ts'
import { requireVersion, stageOrLast, versionPathScope } from '../apis/find-version.ts'
import { describeChanges } from '../contracts/changes/describe-changes.ts'
import { loadSide } from '../contracts/load-side.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { findImpact } from './find-impact.ts'
import { impactSentence } from './impact-sentence.ts'

const most = 500

/** Which applications would feel what a state of the version has that a stage does not run yet. */
export const getImpact = query({
  name: 'impact.get',
  allowed: { permission: 'usage.read' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const { days } = input
    const version = await requireVersion(db, input)
    const stage = await stageOrLast(db, version.id, input.stage)
    const to = await loadSide(db, version.id, input.to ?? 'working-copy')
    if (!to) throw notFound()
    const from = await loadSide(db, version.id, `stage:${stage.slug}`)
    const { features } = recordingRule.parse(stage.recording)
    const head = { stage: { id: stage.id, name: stage.name }, to: to.title, days, recorded: features }
    if (!from) return { ...head, from: null, active: 0, affected: 0, items: [], truncated: false }
    const all = (await describeChanges(from.content, to.content)).filter(({ severity }) => severity !== 'safe')
    const changes = all.slice(0, most)
    const contents = [from.content, to.content]
    const impact = await findImpact(ctx, db, { versionId: version.id, stageId: stage.id, days, contents, changes })
    const mayNames = (teamId: string) => mayAct(ctx.actor, 'person.read', { teamId }).allowed
    const items = changes.flatMap((change, index): ImpactItem[] => {
      const found = impact.changes[index]
      if (!found) return []
      const applications = found.applications.map((one) => (mayNames(one.team.id) ? one : { ...one, owners: [] }))
      const sentence = impactSentence(change, found, days)
      return [{ change, sentence, applications, total: found.ids.length, unnamed: found.unnamed }]
    })
    const breaking = changes.flatMap(({ severity }, index) =>
      severity === 'breaking' ? (impact.changes[index]?.ids ?? []) : [],
    )
    return {
      ...head,
      from: from.title,
      active: impact.active,
      affected: new Set(breaking).size,
      items,
      truncated: all.length > most,
    }
  },
})
