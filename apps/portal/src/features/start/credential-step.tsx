'use client'
import { createMyCredential, listMyCredentials } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useState } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import type { StartView } from './start-view.ts'

/** `secret` only when it was made just now. */
export type ChosenKey = { stage: StartView['stages'][number]; secret: string | null; last4: string }

type CredentialStepProps = {
  view: StartView
  application: { id: string; name: string }
  onChosen: (key: ChosenKey) => void
}

/** A key for one stage; who has one may go on with it. */
export function CredentialStep({ view, application, onChosen }: CredentialStepProps) {
  const applicationId = application.id as Id<'application'>
  const [stageId, setStageId] = useState(view.stages[0]?.id)
  const stage = view.stages.find(({ id }) => id === stageId)
  const keys = useRead(read(listMyCredentials, { applicationId }))
  const create = useAct(createMyCredential)
  const existing = keys.data?.items.find(({ state, stage: of }) => state === 'active' && of.id === stageId)
  if (!stage) return <p className="text-muted text-sm">No stage is open to developers yet.</p>
  return (
    <ProblemForm
      problem={create.problem}
      className="flex max-w-xl flex-col gap-4"
      submit={async () => {
        const { credential, key } = await create.run({ applicationId, stageId: stage.id, name: `${stage.name} key` })
        onChosen({ stage, secret: key, last4: credential.last4 })
      }}
    >
      {view.stages.length > 1 && (
        <RadioGroup
          legend="Stage"
          hideLegend
          name="stage"
          look="cards"
          value={stage.id}
          onValueChange={(value) => setStageId(value as Id<'stage'>)}
          options={view.stages.map(({ id, name, exposure }) => ({
            value: id,
            label: name,
            description: exposure === 'sandbox' ? 'For trying out. Never billed.' : 'For production.',
          }))}
        />
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" loading={create.running}>
          Create key for {stage.name}
        </Button>
        {existing && (
          <Button variant="ghost" onClick={() => onChosen({ stage, secret: null, last4: existing.last4 })}>
            Use my key …{existing.last4}
          </Button>
        )}
      </div>
    </ProblemForm>
  )
}
