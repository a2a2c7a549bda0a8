'use client'
import type { AffectedApplication, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { formatCount, plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatDate } from '@gatehouse/ui/time'
import type { ReactNode } from 'react'

const shown = 50

const basisTexts: Readonly<Record<AffectedApplication['basis'], string>> = {
  exact: 'used it in',
  'may-use': 'may have used it in',
  'may-read': 'may read it:',
}

/** Whom a change touches: each application with its calls, the last of them and whom to ask. */
export function AffectedApplications({
  applications,
  total = applications.length,
  notices = [],
  acts,
}: AffectedApplicationsProps) {
  const noticeOf = new Map(notices.map((notice) => [notice.applicationId, notice]))
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium text-sm">{plural(total, 'application')} touched</p>
      <ul className="flex flex-col gap-1 text-sm">
        {applications.slice(0, shown).map((application) => (
          <li key={application.id} className="flex flex-wrap items-baseline gap-x-2">
            <TextLink href={`/applications/${application.id}`}>{application.name}</TextLink>
            <span className="text-muted">{application.team.name}</span>
            <span className="gh-tabular">
              {basisTexts[application.basis]} {formatCount(application.calls)} calls
            </span>
            {application.lastCallAt && (
              <span className="text-muted">
                last <RelativeTime value={application.lastCallAt} />
              </span>
            )}
            {ownersText(application) !== '' && <span className="text-muted">ask {ownersText(application)}</span>}
            <Told notice={noticeOf.get(application.id)} />
          </li>
        ))}
      </ul>
      {total > shown && <p className="text-muted text-sm">and {total - shown} more</p>}
      {acts}
    </div>
  )
}

type Notice = PromotionView['notices'][number]
type AffectedApplicationsProps = {
  applications: readonly AffectedApplication[]
  total?: number
  notices?: readonly Notice[]
  /** What can be done for them. */
  acts?: ReactNode
}

function Told({ notice }: { notice: Notice | undefined }) {
  if (!notice) return null
  return (
    <StatusWord tone={notice.until ? 'info' : 'ok'}>
      {notice.until && `has time until ${formatDate(notice.until)}, `}told <RelativeTime value={notice.at} />
    </StatusWord>
  )
}

/** Persons to talk to; a person’s own team names him already. */
export function ownersText({ owners, team }: Pick<AffectedApplication, 'owners' | 'team'>): string {
  return owners.filter((name) => name !== team.name).join(', ')
}

/** Explains once what is exact and what is not; nothing where all of it is exact. */
export function BasisNote({ bases }: { bases: ReadonlySet<AffectedApplication['basis']> }) {
  if (!bases.has('may-read') && !bases.has('may-use')) return null
  return (
    <p className="text-muted text-sm">
      What a caller sends is known exactly.
      {bases.has('may-read') && (
        <>
          {' '}
          Of what it reads in an answer only this is known: it got the answer, so it <em>may read</em> what changes.
        </>
      )}
      {bases.has('may-use') && (
        <>
          {' '}
          <em>May have used</em> it: of some of its calls it is not known what they used.
        </>
      )}
    </p>
  )
}
