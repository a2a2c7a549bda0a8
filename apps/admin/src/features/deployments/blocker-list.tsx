'use client'
import type { DeployBlocker } from '@gatehouse/contracts/endpoints/deployment-views'
import { putStageValues, setSecret } from '@gatehouse/contracts/endpoints/deployments'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import { type BackendValues, backendAddress } from '@gatehouse/contracts/stage-values'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { CircleAlert } from 'lucide-react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import type { VersionName } from '../apis/queries.ts'
import { Sentence } from './change-list.tsx'
import { stageValuesRead } from './queries.ts'

type BlockerListProps = { blockers: readonly DeployBlocker[]; stage: StageRef; name: VersionName }

/** What keeps the move from happening; a missing value is filled in where it is named. */
export function BlockerList({ blockers, stage, name }: BlockerListProps) {
  if (blockers.length === 0) return null
  return (
    <section aria-label="What is missing" aria-live="polite" className="rounded-lg border border-bad-line bg-bad-soft">
      <ul className="divide-y divide-bad-line">
        {blockers.map((blocker) => (
          <li key={`${blocker.kind} ${blocker.where}`} className="flex flex-col gap-2.5 p-3 text-sm">
            <p className="flex items-start gap-2">
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
              <span className="min-w-0">
                <Sentence text={blocker.sentence} />
              </span>
            </p>
            {blocker.kind === 'missing-backend' && blocker.where && (
              <BackendAddress backend={blocker.where} stage={stage} name={name} />
            )}
            {blocker.kind === 'missing-secret' && blocker.where && (
              <SecretValue secret={blocker.where} stage={stage} name={name} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

type BackendAddressProps = { backend: string; stage: StageRef; name: VersionName }

function BackendAddress({ backend, stage, name }: BackendAddressProps) {
  const all = useRead(stageValuesRead(name))
  const here = all.data?.items.find((item) => item.stage.id === stage.id)
  const save = useAct(putStageValues)
  const set = (said: BackendValues) => {
    const values = here?.values ?? { backends: {} }
    return save.run(
      { ...name, stage: stage.slug, values: { ...values, backends: { ...values.backends, [backend]: said } } },
      here?.etag,
    )
  }
  return (
    <ProblemForm
      problem={save.problem}
      className="flex flex-col gap-2 pl-6"
      submit={(form) => set(backendAddress.parse({ url: String(form.get('url')) }))}
    >
      <div className="flex flex-wrap items-end gap-2">
        <Field label={`Address of ${backend} on ${stage.name}`} name="url" required className="flex-1">
          <Input type="url" mono placeholder="https://orders.example.com" />
        </Field>
        <Button type="submit" loading={save.running} disabled={!here}>
          Save
        </Button>
        <Button variant="ghost" disabled={!here || save.running} onClick={() => set({ mock: true })}>
          Let the mock answer
        </Button>
      </div>
    </ProblemForm>
  )
}

function SecretValue({ secret, stage, name }: { secret: string; stage: StageRef; name: VersionName }) {
  const save = useAct(setSecret)
  return (
    <ProblemForm
      problem={save.problem}
      className="flex flex-col gap-2 pl-6"
      submit={(form) => save.run({ ...name, stage: stage.slug, secret, value: String(form.get('value')) })}
    >
      <div className="flex items-end gap-2">
        <Field label={`Secret ${secret} on ${stage.name}`} name="value" required className="flex-1">
          <Input type="password" autoComplete="off" />
        </Field>
        <Button type="submit" loading={save.running}>
          Save
        </Button>
      </div>
    </ProblemForm>
  )
}
