'use client'
import { changesReport } from '@gatehouse/contracts/endpoints/contracts'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { toast } from '@gatehouse/ui/toast'
import { Download } from 'lucide-react'
import { call } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import type { VersionName } from '../apis/queries.ts'
import { changesReportRead, type Sides } from './queries.ts'

const formats = [
  { format: 'markdown', label: 'Markdown, for a pull request' },
  { format: 'text', label: 'Plain text' },
  { format: 'json', label: 'JSON' },
] as const

/** The diff to hand on: copied as Markdown, or as a file. */
export function ChangesExport({ name, sides }: { name: VersionName; sides: Sides }) {
  const markdown = useRead(changesReportRead(name, sides, 'markdown'))
  const download = async (format: (typeof formats)[number]['format']) => {
    try {
      save(await call(changesReport, { ...name, ...sides, format }))
    } catch {
      toast.error('The file could not be made. Try again.')
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {markdown.data && <CopyButton value={markdown.data.text} label="Copy as Markdown" withText />}
      <DropdownMenu
        trigger={
          <Button size="sm" icon={<Download aria-hidden />}>
            Download
          </Button>
        }
        items={formats.map(({ format, label }) => ({
          label,
          onSelect: () => void download(format),
        }))}
      />
    </div>
  )
}

function save({ fileName, mediaType, text }: { fileName: string; mediaType: string; text: string }): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  URL.revokeObjectURL(address)
}
