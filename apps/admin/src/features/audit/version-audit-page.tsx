'use client'
import type { Id } from '@gatehouse/contracts/ids'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useVersion } from '../apis/version-context.tsx'
import { AuditTable } from './audit-table.tsx'
import { auditRead } from './queries.ts'

/** Everything that was done to this API. */
export function VersionAuditPage() {
  const { page } = useVersion()
  const paging = usePaging()
  const query = useRead(
    auditRead({ apiId: page.api.id as Id<'api'>, ...(paging.cursor ? { cursor: paging.cursor } : {}) }),
    { keep: true },
  )
  return (
    <Loaded query={query} what="the audit log" needs="audit.read" skeleton={<SkeletonTable rows={8} columns={4} />}>
      {(data) => <AuditTable rows={data.items} filtered={false} {...paging.pager(data.next)} />}
    </Loaded>
  )
}
