import { getVersionPage as endpoint, type VersionPage } from '@gatehouse/contracts/endpoints/apis'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { countChanges } from '../contracts/changes/count-changes.ts'
import { describeChanges } from '../contracts/changes/describe-changes.ts'
import { undeployedValues } from '../contracts/get-changes.ts'
import { loadWorkingCopy } from '../contracts/load-working-copy.ts'
import { contentOf, runningOnFirstStage } from '../contracts/running-content.ts'
import { sunsetNear } from '../deprecation/sunset-near.ts'
import type { Context } from '../grammar/context.ts'
import { query } from '../grammar/query.ts'
import { mayAct } from './acting.ts'
import { flagsOf, teamsWithoutOwner } from './api-flags.ts'
import { loadApiView } from './api-view.ts'
import { type Db, type FoundVersion, requireVersion, versionPathScope } from './find-version.ts'
import { movesOf } from './legal-moves.ts'
import { checklistOf, type Progress, primaryOf } from './next-act.ts'
import { loadPipeline } from './pipeline.ts'
import { loadVersionAlarms } from './version-alarms.ts'
import { loadVersionFacts } from './version-facts.ts'

/** The API page: what runs where, is it well, what is not live, what is next. */
export const getVersionPage = query({
  name: 'version.page',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, db, pool, input }): Promise<VersionPage> => {
    const version = await requireVersion(db, input)
    const state = version.state as LifecycleState
    const copy = await loadWorkingCopy(db, version.id)
    const pipeline = await loadPipeline(db, ctx, version)
    const facts = await loadVersionFacts(db, pool, version, pipeline)
    const undeployed = await loadUndeployed(db, version.id, copy)
    const imported = await db.contractImport.findFirst({
      where: { versionId: version.id },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: { fileName: true, createdAt: true },
    })
    const progress: Progress = {
      operations: copy.content.contract.operations.length,
      offered: facts.plans > 0,
      portals: facts.portals.length,
      state,
      undeployed: undeployed?.any ?? false,
      pipeline,
    }
    const checklist = checklistOf(progress)
    const can = rights(ctx, version)
    const unowned = (await teamsWithoutOwner(db, [version.api.teamId])).size > 0
    const { contract } = copy.content
    return {
      api: await loadApiView(db, version.apiId),
      version: {
        id: version.id,
        name: version.name,
        basePath: version.basePath,
        state,
        stateSince: version.stateSince.toISOString(),
        stateReason: version.stateReason,
        moves: movesOf(state, await db.deprecation.findUnique({ where: { versionId: version.id } }), ctx.now()),
        etag: version.etag,
      },
      facts,
      contract:
        contract.operations.length === 0
          ? null
          : {
              title: contract.title,
              contractVersion: contract.version,
              fileName: imported?.fileName ?? null,
              importedAt: imported?.createdAt.toISOString() ?? null,
            },
      undeployed,
      workingCopyEtag: copy.etag,
      pipeline,
      primary: primaryOf(checklist, progress, can),
      checklist,
      checklistDone: facts.calledFromOutside && checklist.every(({ done }) => done),
      needsYou: await loadNeedsYou(db, ctx, version, facts, pipeline, unowned),
      flags: flagsOf({
        unowned,
        teamName: version.api.team.name,
        contactEmail: version.api.contactEmail,
        behind: pipeline.flatMap(({ behind }) => behind?.sentence ?? []),
        refused: pipeline.flatMap(({ deployment, stage }) =>
          (deployment?.receipts?.refused ?? 0) > 0 ? stage.name : [],
        ),
        undeployed: undeployed?.any ? [undeployed.counts.text] : [],
        alarms: [{ version: version.name, alarms: (await loadVersionAlarms(db, ctx, [version.id]))(version.id) }],
      }),
      can,
    }
  },
})

async function loadUndeployed(
  db: Db,
  versionId: string,
  copy: Awaited<ReturnType<typeof loadWorkingCopy>>,
): Promise<VersionPage['undeployed']> {
  const running = await runningOnFirstStage(db, versionId)
  if (!running) return null
  const same = running.revision.hash === copy.contentHash
  const changes = same ? [] : await describeChanges(await contentOf(db, running.revision.id), copy.content)
  const values = await undeployedValues(db, versionId, running.stageId, running.stageValues)
  return {
    counts: countChanges([...changes, ...values]),
    any: changes.length + values.length > 0,
    valuesChanged: values.length > 0,
  }
}

function rights(ctx: Context, version: FoundVersion): VersionPage['can'] {
  const scope = { apiId: version.apiId, teamId: version.api.teamId }
  return {
    edit: mayAct(ctx.actor, 'api.edit', scope),
    deploy: mayAct(ctx.actor, 'api.deploy', scope),
    promote: mayAct(ctx.actor, 'api.promote', scope),
    publish: mayAct(ctx.actor, 'api.publish', scope),
    offer: mayAct(ctx.actor, 'product.manage', { teamId: version.api.teamId }),
  }
}

async function loadNeedsYou(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  facts: VersionPage['facts'],
  pipeline: VersionPage['pipeline'],
  unowned: boolean,
): Promise<VersionPage['needsYou']> {
  const here = `/apis/${version.api.slug}/${version.name}`
  const waiting = await db.subscription.count({
    where: { productId: { in: facts.products.map(({ id }) => id) }, state: 'pending' },
  })
  const items: VersionPage['needsYou'] = []
  for (const { deployment, stage, stillServing } of pipeline) {
    const refused = deployment?.receipts?.gateways.find(({ state }) => state === 'refused')
    if (!refused) continue
    const serving = stillServing === null ? '' : ` r${stillServing} goes on serving there.`
    const sentence = `${refused.name} refuses r${deployment?.revision.number} on ${stage.name}: ${refused.issues[0]?.message ?? 'no reason given'}${serving}`
    items.push({ kind: 'gateway-refuses', sentence, href: `${here}/deployments`, label: 'See receipts' })
  }
  for (const { deployment, gateways, stage } of pipeline) {
    if (!deployment || gateways.connected > 0) continue
    items.push({
      kind: 'gateway-away',
      sentence: `No gateway of ${stage.name} is connected.`,
      href: '/stages',
      label: 'See gateways',
    })
  }
  if (waiting > 0) {
    const sentence = `${waiting} ${waiting === 1 ? 'subscription waits' : 'subscriptions wait'} for a decision.`
    items.push({ kind: 'subscriptions-waiting', sentence, href: '/applications?state=pending', label: 'Decide' })
  }
  for (const { missingValues, incoming, stage } of pipeline) {
    if (missingValues.length === 0 || !incoming) continue
    items.push({
      kind: 'values-missing',
      sentence: `${stage.name} lacks values: ${missingValues.join(', ')}.`,
      href: `${here}/backends`,
      label: 'Set values',
    })
  }
  const sunset = await sunsetNear(db, ctx, version.id)
  if (sunset !== null)
    items.push({ kind: 'sunset-near', sentence: sunset, href: `${here}/lifecycle`, label: 'See who calls' })
  if (unowned)
    items.push({
      kind: 'unowned',
      sentence: `Team ${version.api.team.name} has no active owner.`,
      href: `/access/teams/${version.api.teamId}`,
      label: 'Choose an owner',
    })
  return items.slice(0, 5)
}
