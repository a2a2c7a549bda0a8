import type { Metadata } from 'next'
import { AuditEntryPage } from '../../../../features/audit/audit-entry-page.tsx'

export const metadata: Metadata = { title: 'Audit entry' }

export default async function Page({ params }: { params: Promise<{ seq: string }> }) {
  const { seq } = await params
  return <AuditEntryPage seq={seq} />
}
