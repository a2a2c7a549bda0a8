'use client'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { Inbox } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { tasksRead } from './queries.ts'

/** Everything that waits for this person, oldest first, each with the page where it is done. */
export function TasksPage() {
  const query = useRead(tasksRead(), { every: () => 10_000 })
  return (
    <Page width="reading">
      <PageHeader title="Tasks" facts="What waits for you. A task goes when it is done, here or anywhere." />
      <Loaded query={query} what="tasks" skeleton={<SkeletonText lines={6} />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<Inbox aria-hidden />}
              title="Nothing waits for you"
              why="Approvals, blocked promotions and requests for access appear here when they need you."
            />
          ) : (
            <>
              <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
                {items.map((task) => (
                  <li key={task.id} className="flex flex-wrap items-center gap-3 p-3 text-sm">
                    <p className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
                      {task.sentence}
                      <span className="block text-muted">
                        <RelativeTime value={task.since} />
                        {task.dueAt && (
                          <>
                            , due <RelativeTime value={task.dueAt} />
                          </>
                        )}
                      </span>
                    </p>
                    <LinkButton size="sm" href={task.href}>
                      {task.label}
                    </LinkButton>
                  </li>
                ))}
              </ul>
              {total > items.length && (
                <p className="text-muted text-sm">and {total - items.length} more, shown as these are done.</p>
              )}
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
