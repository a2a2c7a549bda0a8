'use client'
import { type RetentionView, updateRetention } from '@gatehouse/contracts/endpoints/retention'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { retentionRead } from './queries.ts'

const areas = [
  { area: 'account', title: 'People and accounts' },
  { area: 'traffic', title: 'Traffic' },
  { area: 'operation', title: 'Operation' },
  { area: 'records', title: 'Records' },
] as const

/** What is kept for how long: every kind, set here where a clean-up obeys. The portal states the same. */
export function RetentionPage() {
  const query = useRead(retentionRead())
  return (
    <Page>
      <PageHeader
        title="Data retention"
        facts="What this installation keeps, and for how long. The developer portal states what is kept of people at /privacy, with these periods."
      />
      <Loaded query={query} what="retention" skeleton={<SkeletonCards count={3} />}>
        {(data) => <Periods key={data.etag} kinds={data.kinds} etag={data.etag} />}
      </Loaded>
    </Page>
  )
}

function Periods({ kinds, etag }: { kinds: readonly RetentionView[]; etag: number }) {
  const may = useMay('organization.manage')
  const [given, setGiven] = useState<Readonly<Record<string, number>>>({})
  const save = useAct(updateRetention, { onDone: () => toast.success('The periods are saved') })
  const changed = kinds.filter(({ key, days }) => given[key] !== undefined && given[key] !== days)
  const shorter = changed.filter(({ key, days }) => (given[key] ?? 0) < (days ?? 0))
  const run = () => save.run(Object.fromEntries(changed.map(({ key }) => [key, given[key]])), etag)
  return (
    <ProblemForm problem={save.problem} submit={async () => undefined}>
      {areas.map(({ area, title }) => (
        <Card flush key={area} title={title}>
          <ul className="divide-y divide-line">
            {kinds
              .filter((kind) => kind.area === area)
              .map((kind) => (
                <li key={kind.key} className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_13rem]">
                  <div className="min-w-0">
                    <p className="font-medium text-sm">{kind.title}</p>
                    <p className="text-muted text-sm">{kind.holds}</p>
                    {kind.why && <p className="mt-0.5 text-muted text-xs">{kind.why}</p>}
                  </div>
                  <Period
                    kind={kind}
                    editable={may.allowed}
                    value={given[kind.key] ?? kind.days}
                    onChange={(days) => setGiven({ ...given, [kind.key]: days })}
                  />
                </li>
              ))}
          </ul>
        </Card>
      ))}
      <div className="sticky bottom-0 flex flex-wrap items-center justify-end gap-3 border-line border-t bg-canvas py-3">
        <span className="text-muted text-sm" aria-live="polite">
          {changed.length > 0 && `Changed: ${changed.map(({ title }) => title).join(', ')}`}
        </span>
        {!may.allowed || changed.length === 0 ? (
          <ActButton variant="primary" why={may.why ?? 'Nothing is changed.'}>
            Save periods
          </ActButton>
        ) : shorter.length === 0 ? (
          <ActButton
            variant="primary"
            why={null}
            loading={save.running}
            onClick={() => void run().catch(() => undefined)}
          >
            Save periods
          </ActButton>
        ) : (
          <ConfirmDialog
            title="Remove older data?"
            consequence={`Within the hour, what is older goes for good: ${shorter.map((kind) => `${kind.title.toLowerCase()} older than ${given[kind.key]} days`).join(', ')}.`}
            action="Save and remove"
            trigger={
              <ActButton variant="primary" why={null}>
                Save periods
              </ActButton>
            }
            onConfirm={async () => {
              await run()
            }}
          />
        )}
      </div>
    </ProblemForm>
  )
}

type PeriodProps = { kind: RetentionView; editable: boolean; value: number | null; onChange: (days: number) => void }

function Period({ kind, editable, value, onChange }: PeriodProps) {
  if (kind.bounds === null || !editable)
    return <p className="text-sm sm:text-right">{kind.kept.charAt(0).toUpperCase() + kind.kept.slice(1)}</p>
  const { least, most, usual } = kind.bounds
  return (
    <Field
      label={`Days: ${kind.title}`}
      hideLabel
      name={kind.key}
      hint={`${least} to ${most}${value === usual ? ', as usual' : `, usually ${usual}`}`}
    >
      <Input
        type="number"
        min={least}
        max={most}
        required
        value={value ?? ''}
        trailing="days"
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </Field>
  )
}
