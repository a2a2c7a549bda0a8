'use client'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { getImpact, type ImpactView } from '@gatehouse/contracts/endpoints/impact'
import { plural } from '@gatehouse/ui/format'
import { read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { ChangeList } from '../deployments/change-list.tsx'
import { AffectedApplications, BasisNote } from '../promotions/affected-applications.tsx'
import type { Sides } from './queries.ts'

type ImpactOfChangesProps = { sides: Sides; items: readonly ChangeItem[]; truncated: boolean }

/** Changes with whom they touch, where they are against what a stage runs. */
export function ImpactOfChanges({ sides, items, truncated }: ImpactOfChangesProps) {
  const { name, page } = useVersion()
  const may = useMay('usage.read')
  const first = page.pipeline.find(({ deployment }) => deployment !== null)?.stage.slug
  const stage = sides.from === undefined ? first : /^stage:(.+)$/.exec(sides.from)?.[1]
  const query = useRead(
    read(getImpact, { ...name, ...(stage ? { stage } : {}), ...(sides.to ? { to: sides.to } : {}) }),
    { enabled: may.allowed && stage !== undefined && items.some(({ severity }) => severity !== 'safe'), keep: true },
  )
  const impact = query.data
  const found = new Map(impact?.items.map((item) => [`${item.change.pointer} ${item.change.sentence}`, item]))
  return (
    <div className="flex flex-col gap-4">
      {impact && <Summary impact={impact} />}
      <ChangeList
        items={items}
        truncated={truncated}
        below={(item) => {
          const touched = found.get(`${item.pointer} ${item.sentence}`)
          return touched && touched.applications.length > 0 ? (
            <AffectedApplications applications={touched.applications} total={touched.total} />
          ) : undefined
        }}
      />
    </div>
  )
}

function Summary({ impact }: { impact: ImpactView }) {
  const bases = new Set(impact.items.flatMap(({ applications }) => applications.map(({ basis }) => basis)))
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm">
        {impact.affected === 0
          ? `No application is touched by what breaks, of ${plural(impact.active, 'application')} that called it on ${impact.stage.name} in ${plural(impact.days, 'day')}.`
          : `${plural(impact.affected, 'application')} of ${impact.active} that called it on ${impact.stage.name} in ${plural(impact.days, 'day')} would feel what breaks. Each change opens to whom.`}
      </p>
      {!impact.recorded && (
        <p className="text-muted text-sm">
          {impact.stage.name} does not note what calls use, so every caller of an operation counts.
        </p>
      )}
      <BasisNote bases={bases} />
    </div>
  )
}
