'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { Card } from '@gatehouse/ui/card'
import { plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'

/** Who was told what, newest first. */
export function NoticesCard({ view }: { view: DeprecationView }) {
  return (
    <Card
      flush
      title="Mails"
      description="To owners of applications that called in the last 30 days; nobody gets one twice."
    >
      {view.notices.length === 0 ? (
        <p className="px-4 py-4 text-muted text-sm">
          {view.callers.some(({ calls }) => calls > 0)
            ? 'None yet. They go out with the announcement.'
            : 'None: no application called it in the last 30 days.'}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {view.notices.map((notice) => (
            <li key={notice.occasion} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5 text-sm">
              <span className="min-w-0 flex-1">{notice.sentence}</span>
              <span className="text-muted">
                {plural(notice.persons, 'person', 'persons')} of {plural(notice.applications, 'application')} ·{' '}
                <RelativeTime value={notice.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
