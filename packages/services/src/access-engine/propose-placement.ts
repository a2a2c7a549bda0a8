import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import type { SnapshotManifest } from '@gatehouse/contracts/snapshot'
import { type Db, requireStage, requireVersion } from '../apis/find-version.ts'
import { findPlacement } from '../deployments/find-placement.ts'
import { compilePlacement, type Placement } from '../deployments/plan-placement.ts'
import type { StageChange } from './stage-change.ts'

type Proposed = Extract<ProposedChange, { kind: 'placement' }>

/** What a deploy, promotion or rollback would put on a stage. */
export async function proposePlacement(db: Db, proposed: Proposed, portalUrl: string): Promise<StageChange[]> {
  const version = await requireVersion(db, proposed)
  const placement = await findPlacement(db, proposed.act, version, await requireStage(db, proposed.stage), {})
  return [placementChange(db, placement, portalUrl)]
}

/** A placement, whatever it came from. */
export function placementChange(db: Db, placement: Placement, portalUrl: string): StageChange {
  return {
    stageId: placement.stage.id,
    manifest: async (current) => {
      const compiled = await compilePlacement(
        db,
        placement,
        {
          deploymentId: `dep_${'0'.repeat(32)}` as Id<'deployment'>,
          revisionId: `rev_${'0'.repeat(32)}` as Id<'revision'>,
          revisionNumber: placement.revision?.number ?? 1,
        },
        portalUrl,
      )
      const base: SnapshotManifest = current ?? { ...compiled.manifest, versions: [] }
      const before = base.versions.find(({ id }) => id === placement.version.id)
      const [made] = compiled.manifest.versions
      if (made === undefined) return { manifest: base, parts: new Map() }
      // Pauses and the end of a version belong to the stage: an act leaves them as they are.
      const { paused, pausedOperations, deprecation } = before ?? made
      const after = {
        ...made,
        ...(paused === undefined ? {} : { paused }),
        pausedOperations,
        ...(deprecation === undefined ? {} : { deprecation }),
      }
      return {
        manifest: { ...base, versions: [...base.versions.filter(({ id }) => id !== made.id), after] },
        parts: new Map(compiled.parts.map(({ hash, text }) => [hash, text])),
      }
    },
  }
}
