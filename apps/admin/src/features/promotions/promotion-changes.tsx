'use client'
import type {
  AffectedApplication,
  PromotionChange,
  PromotionView,
} from '@gatehouse/contracts/endpoints/promotion-views'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCount, plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { TextLink } from '@gatehouse/ui/text-link'
import { FileDiff } from 'lucide-react'
import { ChangeRow, severityLooks } from '../deployments/change-list.tsx'

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
  const mayRead = changes.some((change) => change.applications?.some(({ basis }) => basis === 'may-read'))
  return (
    <div className="flex flex-col gap-6">
      {mayRead && (
        <p className="text-muted text-sm">
          What a caller sends is known exactly. Of what it reads in an answer only this is known: it got the answer, so
          it <em>may read</em> what changes.
        </p>
      )}
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
                        ? { below: <Affected applications={change.applications} /> }
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

const mostApplications = 50

function Affected({ applications }: { applications: readonly AffectedApplication[] }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium text-sm">{plural(applications.length, 'application')} touched</p>
      <ul className="flex flex-col gap-1 text-sm">
        {applications.slice(0, mostApplications).map((application) => (
          <li key={application.id} className="flex flex-wrap items-baseline gap-x-2">
            <TextLink href={`/applications/${application.id}`}>{application.name}</TextLink>
            <span className="text-muted">{application.team.name}</span>
            <span className="gh-tabular">
              {application.basis === 'exact' ? 'used it in' : 'may read it:'} {formatCount(application.calls)} calls
            </span>
            {application.lastCallAt && (
              <span className="text-muted">
                last <RelativeTime value={application.lastCallAt} />
              </span>
            )}
            {application.owners.length > 0 && <span className="text-muted">ask {application.owners.join(', ')}</span>}
          </li>
        ))}
      </ul>
      {applications.length > mostApplications && (
        <p className="text-muted text-sm">and {applications.length - mostApplications} more</p>
      )}
    </div>
  )
}
