import type { ConfiguredApi, ConfiguredDeprecation } from '@gatehouse/contracts/configuration'
import { updateApi } from '@gatehouse/contracts/endpoints/apis'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import type { Prisma } from '@gatehouse/db/client'
import { type Provenance, readProvenance } from '../contracts/merge-contract.ts'
import { storedContent } from '../contracts/stored-content.ts'
import { brownOutsColumn, programOf } from '../deprecation/program.ts'
import type { Reader } from '../grammar/query.ts'
import { pick, type Said } from './planning.ts'

export type LoadedVersion = {
  id: string
  name: string
  state: LifecycleState
  content: RevisionContent
  provenance: Provenance
  /** Of the working copy. */
  etag: number
  operations: { id: string; method: string; path: string; removedAt: Date | null }[]
  /** The newest values by the stage's slug. */
  values: ReadonlyMap<string, { number: number; values: StageValues }>
  /** `production token` */
  secrets: ReadonlySet<string>
  portals: readonly string[]
  /** How it ends; null: no program. */
  program: { etag: number; written: ConfiguredDeprecation } | null
  waivers: { id: string; rule: string; place: string | null; reason: string; expiresAt: string }[]
}

/** What an API says of itself, beside its team. */
export const apiFields = Object.keys(updateApi.body.shape).filter((name) => name !== 'teamId') as Exclude<
  keyof typeof updateApi.body.shape,
  'teamId'
>[]

export type LoadedApi = {
  id: string
  etag: number
  fields: Said<Omit<ConfiguredApi, 'versions'>>
  versions: LoadedVersion[]
}

/** Which APIs: those that the reader may see, and of them the named ones. */
export type ApiScope = { visible: { all: boolean; teamIds: string[]; apiIds: string[] }; slugs?: readonly string[] }

export function whereVisible({ visible, slugs }: ApiScope) {
  return {
    ...(slugs === undefined ? {} : { slug: { in: [...slugs] } }),
    ...(visible.all ? {} : { OR: [{ teamId: { in: visible.teamIds } }, { id: { in: visible.apiIds } }] }),
  }
}

/** APIs with all that a document can say of them, by slug. */
export async function loadApis(db: Reader, scope: ApiScope, now: Date): Promise<LoadedApi[]> {
  const rows = await db.api.findMany({
    where: whereVisible(scope),
    orderBy: { slug: 'asc' },
    include: {
      team: { select: { name: true } },
      versions: {
        orderBy: { createdAt: 'asc' },
        include: {
          workingCopy: true,
          operations: { select: { id: true, method: true, path: true, removedAt: true } },
          stageValues: {
            orderBy: { number: 'desc' },
            distinct: ['stageId'],
            select: { number: true, values: true, stage: { select: { slug: true } } },
          },
          secrets: { select: { name: true, stage: { select: { slug: true } } } },
          listings: { select: { portal: { select: { slug: true } } } },
          deprecation: { include: { successor: { select: { name: true, api: { select: { slug: true } } } } } },
          lintWaivers: { where: { endedAt: null, expiresAt: { gt: now } }, orderBy: { id: 'asc' } },
        },
      },
    },
  })
  return rows.map((row) => ({
    id: row.id,
    etag: row.etag,
    // Columns have the names that the wire has.
    fields: { ...pick(row, apiFields), slug: row.slug, team: row.team.name } as LoadedApi['fields'],
    versions: row.versions.flatMap((version) => {
      const { workingCopy: copy } = version
      if (copy === null) return []
      return {
        id: version.id,
        name: version.name,
        state: version.state as LifecycleState,
        content: storedContent(copy.content),
        provenance: readProvenance(copy.provenance),
        etag: copy.etag,
        operations: version.operations,
        values: new Map(
          version.stageValues.map(({ stage, number, values }) => [
            stage.slug,
            { number, values: stageValues.parse(values) },
          ]),
        ),
        secrets: new Set(version.secrets.map(({ stage, name }) => `${stage.slug} ${name}`)),
        portals: version.listings.map(({ portal }) => portal.slug).sort(),
        program: version.deprecation && writeProgram(version.deprecation),
        waivers: version.lintWaivers.map(({ id, rule, pointer, reason, expiresAt }) => ({
          id,
          rule,
          place: pointer,
          reason,
          expiresAt: expiresAt.toISOString(),
        })),
      }
    }),
  }))
}

type ProgramRow = Prisma.DeprecationGetPayload<{
  include: { successor: { select: { name: true; api: { select: { slug: true } } } } }
}>

function writeProgram(row: ProgramRow): NonNullable<LoadedVersion['program']> {
  const { deprecatedAt, sunsetAt, guideUrl, message, brownOuts, reminderDays } = programOf(row)
  return {
    etag: row.etag,
    written: {
      deprecatedAt: deprecatedAt.toISOString(),
      sunsetAt: sunsetAt?.toISOString() ?? null,
      successor: row.successor && { api: row.successor.api.slug, version: row.successor.name },
      guideUrl,
      message,
      brownOuts: brownOutsColumn(brownOuts),
      reminderDays,
    },
  }
}
