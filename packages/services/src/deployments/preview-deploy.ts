import type { DeployBlocker } from '@gatehouse/contracts/endpoints/deployment-views'
import { previewDeploy as endpoint } from '@gatehouse/contracts/endpoints/deployments'
import { mayAct } from '../apis/acting.ts'
import { versionPathScope } from '../apis/find-version.ts'
import { countChanges } from '../contracts/changes/count-changes.ts'
import { toRevisionRef } from '../contracts/load-working-copy.ts'
import { query } from '../grammar/query.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { describePlacement } from './describe-placement.ts'
import { gateBlockers, judgeGate } from './gate.ts'
import { previewPlacement } from './place-revision.ts'
import type { Act } from './plan-placement.ts'

const mostChanges = 500

/** What a deploy, promotion or rollback would do now, in the words of the page that offers it. */
export const previewDeploy = query({
  name: 'deployment.preview',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const placement = await previewPlacement(db, input.act, ctx, input)
    const { version, stage, running, revision } = placement
    const changes = await describePlacement(db, placement)
    const gateways = await db.gateway.count({ where: { stageId: stage.id, removedAt: null } })
    const last = await db.revision.aggregate({ where: { versionId: version.id }, _max: { number: true } })
    const number = revision?.number ?? (last._max.number ?? 0) + 1
    const checks = await judgeGate(ctx, placement, { preview: true, changes })
    const blockers: DeployBlocker[] = [...placement.blockers, ...gateBlockers(checks)]
    const permission = input.act === 'promote' ? 'api.promote' : 'api.deploy'
    const { allowed, why } = mayAct(ctx.actor, permission, { apiId: version.apiId, teamId: version.api.teamId })
    if (!allowed) blockers.push({ kind: 'permission', sentence: why ?? 'You may not do this.', where: null })
    const rollback = input.act === 'rollback'
    return {
      act: input.act,
      stage: toStageRef(stage),
      fromStage: placement.fromStage && { id: placement.fromStage.id, name: placement.fromStage.name },
      revision: { number, hash: placement.hash, isNew: revision === null },
      now: running && toRevisionRef(running.revision),
      nothingToDo: placement.same,
      counts: countChanges(changes),
      changes: changes.slice(0, mostChanges),
      gateways,
      blockers,
      checks,
      sentence: previewSentence(input.act, {
        number,
        stage: stage.name,
        gateways,
        now: running?.revision.number,
        same: placement.same,
      }),
      goesBack: rollback
        ? [
            'Contract',
            'Policies',
            'Backend mapping',
            `Stage values of ${stage.name} (version ${placement.values?.number ?? 0})`,
          ]
        : [],
      stays: rollback
        ? ['Keys', 'Subscriptions', 'Plans', 'Secret values', 'The working copy']
        : ['Keys', 'Subscriptions', 'Plans'],
    }
  },
})

function previewSentence(
  act: Act,
  facts: { number: number; stage: string; gateways: number; now: number | undefined; same: boolean },
): string {
  if (facts.same) return `${facts.stage} already runs r${facts.number} with these values.`
  const gateways = `${facts.gateways} ${facts.gateways === 1 ? 'gateway' : 'gateways'}`
  const now = facts.now === undefined ? 'Nothing runs there now.' : `Now: r${facts.now}.`
  const stays =
    act === 'rollback'
      ? 'Contract, policies, mapping and stage values go back; keys, subscriptions and plans stay.'
      : 'Keys, plans and subscriptions stay.'
  return `r${facts.number} → ${facts.stage}: ${gateways}. ${stays} ${now}`
}
