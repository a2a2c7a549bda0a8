'use client'
import { Button } from '@gatehouse/ui/button'
import { Link } from '@gatehouse/ui/link'
import { Popover } from '@gatehouse/ui/popover'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { tasksRead } from '../promotions/queries.ts'

const shown = 6

/** Tasks: what waits for this person, with its count. */
export function TasksButton() {
  const [open, setOpen] = useState(false)
  const tasks = useRead(tasksRead(), { every: () => 15_000 })
  const items = tasks.data?.items ?? []
  const total = tasks.data?.total ?? 0
  return (
    <Popover
      label="Tasks"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="ghost" icon={<Inbox aria-hidden />}>
          <span className="max-sm:sr-only">Tasks</span>{' '}
          {total > 0 && (
            <span className="gh-tabular rounded-full bg-accent-soft px-1.5 text-accent-text text-xs">{total}</span>
          )}
        </Button>
      }
    >
      <div className="w-80 max-w-[80vw]">
        <p className="px-3 pt-2 pb-1 font-medium text-sm">Waiting for you</p>
        {items.length === 0 && <p className="px-3 pb-3 text-muted text-sm">Nothing waits for you.</p>}
        <ul className="flex flex-col">
          {items.slice(0, shown).map((task) => (
            <li key={task.id}>
              <Link
                href={task.href}
                onClick={() => setOpen(false)}
                className="block rounded-md px-3 py-2 text-sm hover:bg-hover"
              >
                {task.sentence}
                <span className="block text-muted">
                  <RelativeTime value={task.since} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {total > 0 && (
          <Link href="/tasks" onClick={() => setOpen(false)} className="block px-3 py-2 text-accent-text text-sm">
            All tasks
          </Link>
        )}
      </div>
    </Popover>
  )
}
