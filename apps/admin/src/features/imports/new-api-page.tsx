'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { previewImport } from '@gatehouse/contracts/endpoints/contracts'
import { Banner } from '@gatehouse/ui/banner'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { TextLink } from '@gatehouse/ui/text-link'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useMay } from '../account/account-context.tsx'
import { EmptyApiDialog } from './empty-api-dialog.tsx'
import type { Source } from './import-asked.ts'
import { ImportProblem } from './import-problem.tsx'
import { ImportSourcePicker } from './import-source-picker.tsx'
import { NewApiForm } from './new-api-form.tsx'

export type ImportPreview = EndpointOutput<typeof previewImport>

/** From a file to an API: choose, see what it becomes, create. */
export function NewApiPage() {
  const create = useMay('api.create')
  const [source, setSource] = useState<Source>()
  const [seen, setSeen] = useState<ImportPreview>()
  const preview = useAct(previewImport, { onDone: setSeen })
  const look = (given: Source) => {
    setSource(given)
    setSeen(undefined)
    preview.run(given.ask).catch(() => undefined)
  }
  const startOver = () => {
    setSource(undefined)
    setSeen(undefined)
    preview.reset()
  }
  if (source && seen) return <NewApiForm source={source} preview={seen} onBack={startOver} />
  return (
    <Page width="narrow">
      <PageHeader
        title="New API"
        facts="Operations, validation and docs come from its contract. You see what becomes of it before anything is saved."
      />
      {!create.allowed && (
        <Banner tone="warn" title="You may look, but not create an API">
          {create.why}
        </Banner>
      )}
      {preview.problem && source && (
        <ImportProblem problem={preview.problem} source={source} busy={preview.running} onSource={look} />
      )}
      {preview.running && source && (
        <div role="status">
          <ProgressBar label={`Reading ${source.label}`} />
        </div>
      )}
      <ImportSourcePicker busy={preview.running} onSource={look} />
      <p className="text-muted text-sm">
        No contract yet? <EmptyApiDialog /> and write it here. Want one to try?{' '}
        <TextLink href="https://github.com/APIs-guru/openapi-directory" external>
          openapi-directory
        </TextLink>{' '}
        has thousands.
      </p>
    </Page>
  )
}
