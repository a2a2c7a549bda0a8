import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { CheckVerdict } from '@gatehouse/contracts/endpoints/deployment-views'
import type { deploy as deployEndpoint } from '@gatehouse/contracts/endpoints/deployments'
import { newId } from '@gatehouse/contracts/ids'
import { importOrigin } from '@gatehouse/contracts/import-origin'
import type { Permission } from '@gatehouse/contracts/permissions'
import type { CiRun } from '@gatehouse/contracts/revision-origin'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { type Db, requireStage, requireVersion, type VersionPath, versionPathScope } from '../apis/find-version.ts'
import { findBaseImport } from '../contracts/base-import.ts'
import { refuseEarly } from '../contracts/before-transaction.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { checkEtag, type VerbCall, verb } from '../grammar/verb.ts'
import { loadDeploymentView } from './deployment-view.ts'
import { findPlacement, type PlacementInput } from './find-placement.ts'
import { freezeBlockers, judgeGate, refuseAtGate, refuseFrozen } from './gate.ts'
import { type Act, buildBlockers, deployBlocked, type Placement } from './plan-placement.ts'
import { putOnStage } from './put-on-stage.ts'
import { refuseUnreviewed } from './refuse-unreviewed.ts'

type Answer = EndpointOutput<typeof deployEndpoint>
export type PlaceInput = VersionPath &
  PlacementInput & { stage: string; note?: string | undefined; ci?: CiRun | undefined }

/** What persons do at once; promoting has a way of its own (promotions/). */
type PlaceAct = Exclude<Act, 'promote'>

const actions: Record<PlaceAct, { name: string; permission: Permission }> = {
  deploy: { name: 'version.deploy', permission: 'api.deploy' },
  rollback: { name: 'version.roll-back', permission: 'api.deploy' },
}

/** What was checked has changed before it could be saved. */
class Moved extends Error {}

const attempts = 3

/**
 * Puts a revision on a stage. What is slow (compiling and building everything as a gateway would) happens before the transaction;
 * in it, under the version's lock, the same is looked up again and must be what was checked.
 */
export async function placeRevision(
  act: PlaceAct,
  call: { ctx: Context; input: PlaceInput } & VerbCall,
): Promise<Answer> {
  const { ctx, input } = call
  const action = actions[act]
  await refuseEarly(ctx, { permission: action.permission }, 'api.read', (db) => versionPathScope(db, input))
  for (let attempt = 1; ; attempt += 1) {
    const checked = await check(act, ctx, input)
    try {
      const { deploymentId, changed } = await saver(act, checked)(call)
      const deployment = await loadDeploymentView(ctx.db.prisma, deploymentId, ctx.now())
      return { deployment, changed, sentence: sentence(deployment, changed) }
    } catch (error) {
      if (!(error instanceof Moved) || attempt === attempts) throw error
    }
  }
}

/** A placement with the verdicts of the stage's gate. */
type Checked = Placement & { checks: CheckVerdict[] }

async function check(act: PlaceAct, ctx: Context, input: PlaceInput): Promise<Checked> {
  const db = ctx.db.prisma
  const placement = await findPlacement(
    db,
    act,
    await requireVersion(db, input),
    await requireStage(db, input.stage),
    input,
  )
  if (placement.same) return { ...placement, checks: [] }
  refuseFrozen(placement, ctx.now())
  if (placement.blockers.length > 0) throw deployBlocked(placement.blockers)
  if (act === 'deploy') await refuseUnreviewed(ctx, placement)
  const checks = await judgeGate(ctx, placement, { preview: false })
  refuseAtGate(checks)
  const build = await buildBlockers(db, placement, ctx.installation.portalUrl)
  if (build.length > 0) throw deployBlocked(build)
  return { ...placement, checks }
}

/** The verb for one checked placement. */
function saver(act: PlaceAct, checked: Checked) {
  const action = actions[act]
  return verb({
    name: action.name,
    allowed: { permission: action.permission },
    read: 'api.read',
    input: z.custom<PlaceInput>(),
    scope: (tx, input) => versionPathScope(tx, input),
    run: async ({ ctx, tx, input, change, ifMatch }) => {
      const { id: versionId } = await requireVersion(tx, input)
      // One act at a time per version: two live deployments on a stage, or two revisions with one number, cannot come to be.
      await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${versionId} FOR NO KEY UPDATE`
      const version = await requireVersion(tx, input)
      const placement = await findPlacement(tx, act, version, await requireStage(tx, input.stage), input)
      if (act === 'deploy' && ifMatch !== undefined) {
        const copy = await tx.workingCopy.findUniqueOrThrow({ where: { versionId }, select: { etag: true } })
        checkEtag(copy.etag, ifMatch)
      }
      if (placement.same && placement.running)
        return {
          deploymentId: placement.running.id,
          changed: false,
          placement,
          number: placement.running.revision.number,
          audit: [],
        }
      if (
        placement.hash !== checked.hash ||
        placement.values?.id !== checked.values?.id ||
        placement.stage.etag !== checked.stage.etag ||
        // The gate judged against what ran then.
        placement.running?.id !== checked.running?.id
      )
        throw new Moved()
      refuseFrozen(placement, ctx.now())
      if (placement.blockers.length > 0 || !placement.values) throw deployBlocked(placement.blockers)
      const revision = placement.revision ?? (await saveRevision(tx, ctx, placement, input.ci))
      const { deploymentId, audit } = await putOnStage({ ctx, tx, change }, placement, revision, {
        actor: actorColumn(ctx),
        note: input.note ?? null,
        canary: null,
      })
      return { deploymentId, changed: true, placement, number: revision.number, audit }
    },
    audit: ({ result }) => [
      {
        target: { kind: 'deployment', id: result.deploymentId },
        apiId: result.placement.version.apiId,
        teamId: result.placement.version.api.teamId,
        before: result.placement.running && { revision: result.placement.running.revision.number },
        after: {
          changed: result.changed,
          versionId: result.placement.version.id,
          stageId: result.placement.stage.id,
          revision: result.number,
          hash: result.placement.hash,
          values: result.placement.values?.number ?? null,
          ...(checked.checks.length === 0
            ? {}
            : { checks: checked.checks.map(({ check, required, passed }) => ({ check, required, passed })) }),
        },
      },
      ...result.audit,
    ],
  })
}

async function saveRevision(
  tx: Transaction,
  ctx: Context,
  placement: Placement,
  ci: CiRun | undefined,
): Promise<{ id: string; number: number }> {
  const versionId = placement.version.id
  const last = await tx.revision.aggregate({ where: { versionId }, _max: { number: true } })
  const imported = await findBaseImport(tx, versionId)
  const id = newId('revision')
  const number = (last._max.number ?? 0) + 1
  await tx.revision.create({
    data: {
      id,
      versionId,
      number,
      hash: placement.hash,
      content: placement.content,
      origin: { ...actorColumn(ctx), ...(imported === null ? {} : originOf(imported)), ...(ci ? { ci } : {}) },
    },
  })
  return { id, number }
}

function originOf(imported: { id: string; fileName: string; origin: unknown }) {
  const origin = importOrigin.safeParse(imported.origin).data
  const from =
    origin?.kind === 'git' ? { commit: origin.commit } : origin?.kind === 'cli' && origin.ci ? { ci: origin.ci } : {}
  return { fileName: imported.fileName, importId: imported.id, ...from }
}

function sentence(deployment: Answer['deployment'], changed: boolean): string {
  const { revision, stage, receipts } = deployment
  if (!changed) return `${stage.name} already runs r${revision.number} with these values; nothing was changed.`
  const waiting = (receipts?.total ?? 0) - (receipts?.confirmed ?? 0)
  const gateways =
    waiting === 0 ? 'no gateway waits for it' : `waiting for ${waiting} ${waiting === 1 ? 'gateway' : 'gateways'}`
  return `r${revision.number} is on ${stage.name}; ${gateways}.`
}

/** Exported for the preview: the same look-up without saving. */
export async function previewPlacement(db: Db, act: Act, ctx: Context, input: PlaceInput): Promise<Placement> {
  const placement = await findPlacement(
    db,
    act,
    await requireVersion(db, input),
    await requireStage(db, input.stage),
    input,
  )
  if (placement.same) return placement
  const frozen = freezeBlockers(placement, ctx.now())
  if (frozen.length + placement.blockers.length > 0)
    return { ...placement, blockers: [...frozen, ...placement.blockers] }
  return { ...placement, blockers: await buildBlockers(db, placement, ctx.installation.portalUrl) }
}
