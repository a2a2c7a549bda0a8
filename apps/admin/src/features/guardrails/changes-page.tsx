'use client'
import { CursorPager } from '@gatehouse/ui/cursor-pager'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Tabs } from '@gatehouse/ui/tabs'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ChangesTable } from './changes-table.tsx'
import { accessChangesRead } from './queries.ts'

/** Every change of access that somebody asked for. */
export function ChangesPage() {
  return (
    <Page width="full">
      <PageHeader
        title="Changes of access"
        facts="What people asked for, what it would do, and who decided. Nobody decides what he asked for himself."
      />
      <Tabs
        label="Which changes"
        tabs={[
          { value: 'all', label: 'All', content: <ChangesList /> },
          { value: 'open', label: 'Waiting for a reviewer', content: <ChangesList open /> },
        ]}
      />
    </Page>
  )
}

function ChangesList({ open = false }: { open?: boolean }) {
  const [cursors, setCursors] = useState<readonly string[]>([])
  const cursor = cursors.at(-1)
  const filters = { ...(open ? { open: 'true' as const } : {}), ...(cursor === undefined ? {} : { cursor }) }
  const query = useRead(accessChangesRead(filters), { every: () => 10_000 })
  return (
    <Loaded query={query} what="changes" needs="guardrail.read" skeleton={<SkeletonTable rows={6} columns={4} />}>
      {(data) => {
        const { next } = data
        return (
          <div className="flex flex-col gap-3">
            <ChangesTable changes={data.items} />
            {(cursors.length > 0 || next !== null) && (
              <CursorPager
                {...(cursors.length > 0 ? { onNewer: () => setCursors(cursors.slice(0, -1)) } : {})}
                {...(next === null ? {} : { onOlder: () => setCursors([...cursors, next]) })}
              />
            )}
          </div>
        )
      }}
    </Loaded>
  )
}
