import { stageValues } from '@gatehouse/contracts/stage-values'
import type { Db } from '../apis/find-version.ts'
import type { CheckSubject } from '../promotions/check.ts'
import { changesOf, partLines } from './part-lines.ts'
import { partNames } from './part-names.ts'
import type { PolicyInForce } from './policies-in-force.ts'
import { partHash, type VersionPart, versionPart } from './policy-parts.ts'

type Candidate = PolicyInForce & { part: VersionPart }

/** What would be in force on the target: a version's access part before it is there, so that it can be reviewed. */
export function candidatePolicy({ version, stage, content, values, revision, by }: CheckSubject): Candidate {
  const part = versionPart(content, values?.values ?? { backends: {} })
  return {
    kind: 'version',
    subjectId: version.id,
    title: `${version.api.name} ${version.name}`,
    href: `/apis/${version.api.slug}/${version.name}/policies`,
    stage: { id: stage.id as never, slug: stage.slug, name: stage.name },
    api: { id: version.apiId as never, slug: version.api.slug, name: version.api.name },
    owner: version.api.team,
    revision: revision === null ? 'the working copy' : `r${revision.number}`,
    hash: partHash(part),
    part,
    since: null,
    writer: by,
  }
}

/** What it changes of who may call what against what runs there, in sentences; null: nothing. */
export async function candidateChanges(db: Db, subject: CheckSubject, policy: Candidate): Promise<string[] | null> {
  const before = await runningPart(db, subject)
  if (before !== null && partHash(before) === policy.hash) return null
  const names = await partNames(db, before === null ? [policy.part] : [policy.part, before])
  const after = partLines(policy.part, policy.subjectId, names)
  return changesOf(before === null ? [] : partLines(before, policy.subjectId, names), after)
}

/** The part as it runs now, with the values that are pinned with it. */
async function runningPart(db: Db, { running }: CheckSubject): Promise<VersionPart | null> {
  if (running === null) return null
  const { stageValues: pinned } = await db.deployment.findUniqueOrThrow({
    where: { id: running.deploymentId },
    select: { stageValues: { select: { values: true } } },
  })
  return versionPart(running.content, stageValues.parse(pinned.values))
}
