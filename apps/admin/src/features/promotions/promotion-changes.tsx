'use client'
import type { PromotionChange, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { FileDiff } from 'lucide-react'
import { ChangeRow, severityLooks } from '../deployments/change-list.tsx'
import { AffectedApplications, BasisNote } from './affected-applications.tsx'
import { ChangeActs } from './change-acts.tsx'

const groups: readonly { id: string; title: string; of: readonly PromotionChange['group'][] }[] = [
  { id: 'contract', title: 'Contract', of: ['contract'] },
  { id: 'access', title: 'Access', of: ['access'] },
  { id: 'policies', title: 'Policies', of: ['policies'] },
  { id: 'backends', title: 'Backends and stage values', of: ['backends', 'values'] },
  { id: 'docs', title: 'Docs', of: ['docs'] },
]

/** What would change, in sentences: by group, worst first, each opening to both sides and to whom it touches. */
export function PromotionChanges({ promotion }: { promotion: PromotionView }) {
  const { changes, now, stage } = promotion
  if (changes.length === 0) {
    return now === null ? (
      <EmptyState
        icon={<FileDiff aria-hidden />}
        title="Everything is new"
        why={`Nothing ran on ${stage.name} before, so there is nothing to compare with, and no traffic to break.`}
      />
    ) : (
      <EmptyState
        icon={<FileDiff aria-hidden />}
        title="Nothing differs"
        why={`${stage.name} runs the same already.`}
      />
    )
  }
  const bases = new Set(changes.flatMap(({ applications }) => (applications ?? []).map(({ basis }) => basis)))
  return (
    <div className="flex flex-col gap-6">
      <BasisNote bases={bases} />
      {groups.map(({ id, title, of }) => {
        const here = changes.filter((change) => of.includes(change.group))
        if (here.length === 0) return null
        return (
          <section key={id} aria-label={title}>
            <SectionHeader title={title} />
            <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
              {severityLooks
                .flatMap((look) => here.filter(({ severity }) => severity === look.id))
                .map((change) => (
                  <li key={`${change.pointer} ${change.sentence}`}>
                    <ChangeRow
                      item={change}
                      mark="severity"
                      beforeLabel={now ? `r${now.number} on ${stage.name}` : 'Now'}
                      afterLabel={`r${promotion.revision.number}`}
                      {...(change.applications && change.applications.length > 0
                        ? {
                            below: (
                              <AffectedApplications
                                applications={change.applications}
                                notices={promotion.notices}
                                acts={<ChangeActs promotion={promotion} applications={change.applications} />}
                              />
                            ),
                          }
                        : {})}
                    />
                  </li>
                ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}
