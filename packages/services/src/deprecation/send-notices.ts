import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { VersionDeprecatedData } from '@gatehouse/mail/templates/version-deprecated'
import type { FoundVersion } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import type { LoadedProgram } from './load-program.ts'
import { portalPage } from './portal-page.ts'
import { brownOutText, inDays, instantText } from './program-text.ts'
import type { Owned } from './recipients.ts'

export type Sent = { mails: number; already: number; unreachable: string[] }

/**
 * Tells the owners of applications, each once per occasion whoever asks and however often: the row decides. A person who owns several
 * gets one mail that names them all.
 */
export async function sendNotices(
  tx: Transaction,
  ctx: Context,
  about: {
    versionId: string
    occasion: string
    applications: readonly Owned[]
    data: Omit<VersionDeprecatedData, 'applications'>
  },
): Promise<Sent> {
  const pairs = about.applications.flatMap(({ id, owners }) =>
    owners.map((owner) => ({ id: newId('deprecationNotice'), applicationId: id, personId: owner.id })),
  )
  const told = await tx.$queryRaw<{ application_id: string; person_id: string }[]>`
    INSERT INTO deprecation_notice (id, version_id, application_id, person_id, occasion, sent_at)
    SELECT t.id, ${about.versionId}, t.application_id, t.person_id, ${about.occasion}, ${ctx.now()}
    FROM unnest(${pairs.map(({ id }) => id)}::text[], ${pairs.map(({ applicationId }) => applicationId)}::text[],
      ${pairs.map(({ personId }) => personId)}::text[]) AS t(id, application_id, person_id)
    ON CONFLICT DO NOTHING RETURNING application_id, person_id`
  await mailOwners(
    tx,
    about.applications,
    about.data,
    told.map((row) => [row.person_id, row.application_id] as const),
  )
  return {
    mails: new Set(told.map(({ person_id }) => person_id)).size,
    already: new Set(pairs.map(({ personId }) => personId)).size - new Set(told.map(({ person_id }) => person_id)).size,
    unreachable: about.applications.flatMap(({ name, owners }) => (owners.length === 0 ? [name] : [])),
  }
}

/** One mail to each person, about his applications. */
export async function mailOwners(
  tx: Transaction,
  applications: readonly Owned[],
  data: Omit<VersionDeprecatedData, 'applications'>,
  pairs: readonly (readonly [personId: string, applicationId: string])[],
): Promise<void> {
  const nameOf = new Map(applications.map(({ id, name }) => [id, name]))
  const byPerson = new Map<string, string[]>()
  for (const [personId, applicationId] of pairs)
    byPerson.set(personId, [...(byPerson.get(personId) ?? []), nameOf.get(applicationId) ?? applicationId])
  for (const [personId, names] of byPerson)
    await addMailJob(tx, { personId, template: 'version-deprecated', data: { ...data, applications: names.sort() } })
}

/** What every mail of a program says; the occasion adds its own. */
export function noticeData(
  ctx: Context,
  version: FoundVersion,
  program: Pick<LoadedProgram, 'deprecatedAt' | 'sunsetAt' | 'brownOuts' | 'message' | 'guideUrl' | 'successor'>,
  occasion: VersionDeprecatedData['occasion'],
): Omit<VersionDeprecatedData, 'applications'> {
  const now = ctx.now()
  const { sunsetAt, successor } = program
  return {
    occasion,
    version: `${version.api.name} ${version.name}`,
    deprecatedOn: instantText(program.deprecatedAt),
    ...(sunsetAt === null ? {} : { sunsetOn: instantText(sunsetAt), sunsetIn: inDays(sunsetAt, now) }),
    ...(successor === null ? {} : { successor: `${successor.api.name} ${successor.name}` }),
    ...(program.message === '' ? {} : { message: program.message }),
    brownOuts: program.brownOuts.filter(({ to }) => to > now).map(brownOutText),
    guideUrl: program.guideUrl ?? portalPage(ctx.installation.portalUrl, successor ?? version),
  }
}
