'use client'
import { importApi } from '@gatehouse/contracts/endpoints/contracts'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { formatCount, plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { useRouter } from 'next/navigation'
import { useId } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { audienceWords } from '../apis/state-text.ts'
import { LintPreviewCard } from '../lint/lint-preview-card.tsx'
import { TeamField } from '../people/team-field.tsx'
import type { Source } from './import-asked.ts'
import { ImportReportCard } from './import-report-card.tsx'
import { ImportedOperations } from './imported-operations.tsx'
import type { ImportPreview } from './new-api-page.tsx'

type NewApiFormProps = { source: Source; preview: ImportPreview; onBack: () => void }

/** What the file becomes, and the few things that it does not say; all prefilled. */
export function NewApiForm({ source, preview, onBack }: NewApiFormProps) {
  const form = useId()
  const router = useRouter()
  const may = useMay('api.create')
  const create = useAct(importApi, {
    onDone: ({ api, version }) => router.push(`/apis/${api.slug}/${version.name}`),
  })
  const { counts } = preview.report
  const submit = (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    return create.run({
      ...source.ask,
      sha256: preview.given.sha256,
      name: text('name'),
      slug: text('slug'),
      versionName: text('versionName'),
      audience: text('audience') as 'internal',
      teamId: text('teamId'),
      backendUrl: text('backendUrl') || null,
    })
  }
  return (
    <Page>
      <PageHeader
        title={preview.title}
        facts={`${preview.given.fileName}: ${plural(preview.operations.length, 'operation')}, ${formatCount(counts.enforced)} keys enforced, ${formatCount(counts.documented)} documented only, ${formatCount(counts.dropped)} dropped. Nothing is saved yet.`}
        primary={
          <ActButton variant="primary" type="submit" form={form} loading={create.running} why={may.why}>
            Create API
          </ActButton>
        }
        menu={
          <Button variant="ghost" onClick={onBack} disabled={create.running}>
            Another file
          </Button>
        }
      />
      <div className="grid items-start gap-6 rail:grid-cols-[22rem_1fr]">
        <Card title="The API" description="All of it can be changed later, but for the slug.">
          <ProblemForm id={form} problem={create.problem} submit={submit}>
            <Field label="Name" name="name" required>
              <Input defaultValue={preview.title} maxLength={120} />
            </Field>
            <Field label="Slug" name="slug" required hint={`Part of every address: ${preview.basePath}`}>
              <Input mono defaultValue={preview.slug} maxLength={60} pattern="[a-z0-9]([a-z0-9\-]{0,58}[a-z0-9])?" />
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Version" name="versionName" required>
                <Input mono defaultValue="v1" pattern="[a-z0-9][a-z0-9.\-]{0,29}" />
              </Field>
              <Field label="Audience" name="audience" required>
                <NativeSelect
                  defaultValue="internal"
                  options={Object.entries(audienceWords).map(([value, label]) => ({ value, label }))}
                />
              </Field>
            </div>
            <TeamField />
            <Field
              label="Backend on the first stage"
              name="backendUrl"
              optional
              hint={
                preview.backendUrl
                  ? 'From the file’s servers. Other stages have their own.'
                  : 'The file names no absolute server address. Until one is set, the mock answers there from examples and schemas.'
              }
            >
              <Input type="url" mono defaultValue={preview.backendUrl ?? ''} placeholder="https://orders.example.com" />
            </Field>
          </ProblemForm>
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          {preview.operations.length === 0 && (
            <Banner tone="warn" title="The file has no operations">
              It can be imported, but nothing of it can be called.
            </Banner>
          )}
          <ImportedOperations operations={preview.operations} />
          <LintPreviewCard lint={preview.lint} />
          <ImportReportCard
            report={preview.report}
            {...(preview.given.text === null ? {} : { source: preview.given.text })}
          />
        </div>
      </div>
    </Page>
  )
}
