'use client'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { parseAsString, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { ChangesExport } from './changes-export.tsx'
import { ImpactOfChanges } from './impact-of-changes.tsx'
import { changesRead, revisionsRead, type Sides } from './queries.ts'

/** What differs between any two states of a version: the working copy, what a stage runs, a revision. */
export function ChangesPage() {
  const { page, name } = useVersion()
  const [asked, setAsked] = useQueryStates({ from: parseAsString, to: parseAsString })
  const sides: Sides = given(asked)
  const query = useRead(changesRead(name, sides), { keep: true })
  const revisions = useRead(revisionsRead(name))
  const running = page.pipeline.flatMap(({ stage, deployment }) =>
    deployment
      ? [{ value: `stage:${stage.slug}`, label: `What runs on ${stage.name} (r${deployment.revision.number})` }]
      : [],
  )
  const numbered = (revisions.data?.items ?? []).map(({ number, origin }) => ({
    value: `revision:${number}`,
    label: `r${number}${origin.fileName ? `, ${origin.fileName}` : ''}`,
  }))
  const known = (value: string | null, options: { value: string; label: string }[]) =>
    value && !options.some((option) => option.value === value) ? [...options, { value, label: value }] : options
  const from = [{ value: '', label: 'What the first stage runs' }, ...running, ...numbered]
  const to = [{ value: '', label: 'Working copy' }, ...running, ...numbered]
  return (
    <div className="flex flex-col gap-6">
      <SectionHeader
        title="Differences"
        description="Of any two states of this version, as sentences that say what they mean for callers."
        actions={<ChangesExport name={name} sides={sides} />}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="From">
          <NativeSelect
            value={asked.from ?? ''}
            onChange={(event) => void setAsked({ from: event.target.value || null })}
            options={known(asked.from, from)}
          />
        </Field>
        <Field label="To">
          <NativeSelect
            value={asked.to ?? ''}
            onChange={(event) => void setAsked({ to: event.target.value || null })}
            options={known(asked.to, to)}
          />
        </Field>
      </div>
      <Loaded query={query} what="changes" needs="api.read" skeleton={<SkeletonText lines={8} />}>
        {(data) => (
          <Card title={`${data.from ?? 'Nothing'} → ${data.to}`} description={data.counts.text}>
            <ImpactOfChanges sides={sides} items={data.items} truncated={data.truncated} />
          </Card>
        )}
      </Loaded>
    </div>
  )
}
