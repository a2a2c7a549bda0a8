'use client'
import { createGuardrail, updateGuardrail } from '@gatehouse/contracts/endpoints/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import { Button } from '@gatehouse/ui/button'
import { useNavigate } from '@gatehouse/ui/link'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { policyStarts } from '../policy/policy-starts.ts'
import { TrailName } from '../shell/trail.tsx'
import { stagesRead } from '../stages/queries.ts'
import { AskForChange } from './ask-for-change.tsx'
import { GuardrailForm } from './guardrail-form.tsx'
import { guardrailRead } from './queries.ts'
import { type GuardrailDraft, readyGuardrails } from './ready-guardrails.ts'

const blank: GuardrailDraft = {
  name: '',
  policy: 'access-rules',
  options: policyStarts['access-rules'],
  scope: {},
  enabled: true,
  reason: '',
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject

/** A new guardrail: first what it says, then what it would do, then the word. */
export function NewGuardrailPage({ ready }: { ready: string | null }) {
  const stages = useRead(stagesRead())
  return (
    <Loaded
      query={stages}
      what="stages"
      needs="stage.read"
      skeleton={
        <Page>
          <SkeletonCards count={3} />
        </Page>
      }
    >
      {({ items }) => {
        const live = items.findLast(({ exposure }) => exposure === 'live') ?? items.at(-1)
        const start = ready === null ? undefined : readyGuardrails[ready]
        return <NewGuardrail start={start?.draft(live?.slug ?? '') ?? blank} />
      }}
    </Loaded>
  )
}

function NewGuardrail({ start }: { start: GuardrailDraft }) {
  const [draft, setDraft] = useState(start)
  const [step, setStep] = useState<'write' | 'look'>('write')
  const navigate = useNavigate()
  const create = useAct(createGuardrail, { onDone: ({ id }) => navigate(`/access/guardrails/${id}`) })
  return (
    <Page width={step === 'look' ? 'full' : 'reading'} className={step === 'look' ? 'max-w-[1320px]' : ''}>
      <PageHeader
        title={step === 'write' ? 'New guardrail' : draft.name}
        facts="It holds above every API that it names, at every gateway, without a deploy."
      />
      {step === 'write' ? (
        <GuardrailForm
          draft={draft}
          exists={false}
          onNext={(next) => {
            setDraft(next)
            setStep('look')
          }}
        />
      ) : (
        <AskForChange
          act="guardrail.create"
          input={plain(draft)}
          back={
            <Button variant="ghost" onClick={() => setStep('write')}>
              Change it
            </Button>
          }
          atOnce={() => create.run(draft)}
        />
      )}
    </Page>
  )
}

export function EditGuardrailPage({ id }: { id: string }) {
  const query = useRead(guardrailRead(id))
  return (
    <Loaded
      query={query}
      what="guardrail"
      needs="guardrail.read"
      skeleton={
        <Page>
          <SkeletonCards count={3} />
        </Page>
      }
    >
      {(guardrail) => (
        <>
          <TrailName segment={guardrail.id} name={guardrail.name} />
          <EditGuardrail key={guardrail.id} guardrail={guardrail} />
        </>
      )}
    </Loaded>
  )
}

function EditGuardrail({ guardrail }: { guardrail: GuardrailDraft & { id: string; etag: number } }) {
  const { id, etag, ...start } = guardrail
  const [draft, setDraft] = useState<GuardrailDraft>(start)
  const [step, setStep] = useState<'write' | 'look'>('write')
  const navigate = useNavigate()
  const update = useAct(updateGuardrail, { onDone: () => navigate(`/access/guardrails/${id}`) })
  const { name, options, scope, reason } = draft
  const input = { guardrail: id as never, name, options, scope, reason }
  return (
    <Page width={step === 'look' ? 'full' : 'reading'} className={step === 'look' ? 'max-w-[1320px]' : ''}>
      <PageHeader title={`Change ${guardrail.name}`} />
      {step === 'write' ? (
        <GuardrailForm
          draft={draft}
          exists
          onNext={(next) => {
            setDraft(next)
            setStep('look')
          }}
        />
      ) : (
        <AskForChange
          act="guardrail.update"
          input={plain(input)}
          back={
            <Button variant="ghost" onClick={() => setStep('write')}>
              Change it
            </Button>
          }
          atOnce={() => update.run(input, etag)}
        />
      )}
    </Page>
  )
}
