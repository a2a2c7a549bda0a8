'use client'
import { exportContract } from '@gatehouse/contracts/endpoints/contract-editing'
import { Button } from '@gatehouse/ui/button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { toast } from '@gatehouse/ui/toast'
import { Download } from 'lucide-react'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/use-act.ts'
import { useVersion } from '../apis/version-context.tsx'

/** The contract as a file: of the working copy, or of what a stage runs. */
export function ExportMenu() {
  const { page, name } = useVersion()
  const download = async (of: string, format: 'json' | 'yaml') => {
    try {
      const { fileName, mediaType, source } = await call(exportContract, { ...name, of, format })
      const url = URL.createObjectURL(new Blob([source], { type: mediaType }))
      const link = Object.assign(document.createElement('a'), { href: url, download: fileName })
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    } catch (error) {
      const problem = problemOf(error)
      toast.error(problem.title, problem.detail === undefined ? {} : { description: problem.detail })
    }
  }
  const items = (of: string) => [
    { label: 'OpenAPI 3.1, YAML', onSelect: () => void download(of, 'yaml') },
    { label: 'OpenAPI 3.1, JSON', onSelect: () => void download(of, 'json') },
  ]
  return (
    <DropdownMenu
      trigger={<Button icon={<Download aria-hidden />}>Export</Button>}
      items={[
        { kind: 'heading', label: 'Working copy' },
        ...items('working-copy'),
        ...page.pipeline
          .filter(({ deployment }) => deployment !== null)
          .flatMap(({ stage, deployment }) => [
            { kind: 'heading' as const, label: `r${deployment?.revision.number} on ${stage.name}` },
            ...items(`stage:${stage.slug}`),
          ]),
      ]}
    />
  )
}
