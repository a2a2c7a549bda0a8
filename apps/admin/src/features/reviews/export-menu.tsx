'use client'
import { type accessExportFormat, exportStageAccess } from '@gatehouse/contracts/endpoints/policy-reviews'
import { Button } from '@gatehouse/ui/button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { toast } from '@gatehouse/ui/toast'
import { FileDown } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/use-act.ts'

const formatTexts = { html: 'To read and print (HTML)', md: 'Markdown', json: 'JSON' } as const
const formats = ['html', 'md', 'json'] as const satisfies readonly (typeof accessExportFormat.options)[number][]

/** Writes out who may call what on a stage, signed. */
export function ExportMenu({ stages }: { stages: readonly { slug: string; name: string }[] }) {
  const [running, setRunning] = useState(false)
  const download = async (stage: string, format: (typeof formats)[number]) => {
    setRunning(true)
    try {
      const { fileName, mediaType, document: text } = await call(exportStageAccess, { stage, format })
      const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
      const link = document.createElement('a')
      link.href = url
      link.download = fileName
      link.click()
      URL.revokeObjectURL(url)
      toast.success('Written and signed', { description: `gatehouse verify-document ${fileName}` })
    } catch (error) {
      toast.error(problemOf(error).title)
    }
    setRunning(false)
  }
  return (
    <DropdownMenu
      label="Export who may call what"
      trigger={
        <Button icon={<FileDown aria-hidden />} loading={running}>
          Export access
        </Button>
      }
      items={stages.flatMap(({ slug, name }) => [
        { kind: 'heading' as const, label: name },
        ...formats.map((format) => ({ label: formatTexts[format], onSelect: () => void download(slug, format) })),
      ])}
    />
  )
}
