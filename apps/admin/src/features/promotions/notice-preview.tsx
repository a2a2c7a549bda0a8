'use client'
import { previewNotice } from '@gatehouse/contracts/endpoints/promotions'
import { plural } from '@gatehouse/ui/format'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useDeferredValue } from 'react'
import { read } from '../../api/read.ts'
import { problemOf } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'

type NoticePreviewProps = {
  promotion: string
  applications: readonly string[]
  message: string
  /** Instant; undefined: owners are told, nothing is extended. */
  until?: string | undefined
}

/** The mail as its owners would read it, and who they are. */
export function NoticePreview({ promotion, applications, message, until }: NoticePreviewProps) {
  const said = useDeferredValue(message.trim())
  const input = {
    promotion,
    applications: [...applications],
    ...(said === '' ? {} : { message: said }),
    ...(until === undefined ? {} : { until }),
  }
  const { data, error } = useRead(read(previewNotice, input), { enabled: applications.length > 0, keep: true })
  if (applications.length === 0) return <p className="text-muted text-sm">Nobody is chosen.</p>
  if (error) return <ProblemBanner problem={problemOf(error)} />
  if (!data) return <SkeletonText lines={4} />
  const nobody = data.recipients.filter(({ reachable }) => reachable === 0).map(({ application }) => application.name)
  return (
    <section aria-label="The mail" className="flex flex-col gap-2 text-sm">
      <p className="font-medium">
        {plural(data.persons, 'person gets', 'persons get')} this mail, each about the own applications
      </p>
      {nobody.length > 0 && (
        <p className="text-warn-text">Nobody to write to: {nobody.join(', ')} has no owner with an address.</p>
      )}
      <details className="rounded-lg border border-line bg-sunken p-3">
        <summary className="[overflow-wrap:anywhere]">{data.subject}</summary>
        <p className="mt-2 max-h-64 overflow-y-auto whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">
          {data.text}
        </p>
      </details>
    </section>
  )
}
