'use client'
import { type AuditExportFormat, createAuditExport } from '@gatehouse/contracts/endpoints/audit'
import { Button } from '@gatehouse/ui/button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { formatCount } from '@gatehouse/ui/format'
import { toast } from '@gatehouse/ui/toast'
import { Download } from 'lucide-react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useMay } from '../account/account-context.tsx'
import type { AuditQuery } from './audit-search.ts'

/** Exports what the filters find. The browser downloads it piece by piece; nothing is held in the page. */
export function ExportMenu({ search }: { search: AuditQuery }) {
  const may = useMay('audit.export')
  const act = useAct(createAuditExport)
  if (!may.allowed) return <ActButton why={may.why}>Export</ActButton>
  const take = async (format: AuditExportFormat) => {
    try {
      const { ticket, rows, fileName } = await act.run({ format, search: search as never })
      const href = `/api/v1/audit/exports/${encodeURIComponent(ticket)}`
      Object.assign(document.createElement('a'), { href, download: fileName }).click()
      toast.success(`${formatCount(rows)} entries are downloaded as ${fileName}`)
    } catch {
      toast.error('The export could not be made. Try again.')
    }
  }
  return (
    <DropdownMenu
      align="end"
      trigger={
        <Button icon={<Download aria-hidden />} loading={act.running}>
          Export
        </Button>
      }
      items={[
        { label: 'CSV, for a spreadsheet', onSelect: () => void take('csv') },
        { label: 'NDJSON, to verify offline', onSelect: () => void take('ndjson') },
      ]}
    />
  )
}
