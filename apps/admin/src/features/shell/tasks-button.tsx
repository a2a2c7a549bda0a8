'use client'
import { Button } from '@gatehouse/ui/button'
import { Link } from '@gatehouse/ui/link'
import { Popover } from '@gatehouse/ui/popover'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { waitingRead } from '../applications/queries.ts'

/** Tasks: what waits for this person's decision. Today these are requests for access. */
export function TasksButton() {
  const decide = useMay('subscription.decide')
  const [open, setOpen] = useState(false)
  const waiting = useRead(waitingRead(), { enabled: decide.allowed, every: () => 30_000 })
  if (!decide.allowed) return null
  const items = waiting.data?.items ?? []
  const count = waiting.data?.next ? `${items.length}+` : String(items.length)
  return (
    <Popover
      label="Tasks"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="ghost" icon={<Inbox aria-hidden />} aria-label={`Tasks, ${count}`}>
          <span className="max-sm:sr-only">Tasks</span>
          {items.length > 0 && (
            <span className="gh-tabular rounded-full bg-accent-soft px-1.5 text-accent-text text-xs">{count}</span>
          )}
        </Button>
      }
    >
      <div className="w-80 max-w-[80vw]">
        <p className="px-3 pt-2 pb-1 font-medium text-sm">Requests for access</p>
        {items.length === 0 && <p className="px-3 pb-3 text-muted text-sm">Nothing waits for you.</p>}
        <ul className="flex flex-col">
          {items.slice(0, 6).map((item) => (
            <li key={item.id}>
              <Link
                href={`/applications/access?open=${item.id}`}
                onClick={() => setOpen(false)}
                className="block rounded-md px-3 py-2 text-sm hover:bg-hover"
              >
                <span className="font-medium">{item.application.name}</span> asks for {item.product.name},{' '}
                {item.plan.name}
                <span className="block text-muted">
                  {item.application.team}, <RelativeTime value={item.requestedAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {items.length > 6 && (
          <Link
            href="/applications/access"
            onClick={() => setOpen(false)}
            className="block px-3 py-2 text-accent-text text-sm"
          >
            All requests
          </Link>
        )}
      </div>
    </Popover>
  )
}
