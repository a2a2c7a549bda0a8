'use client'
import { createPromotion } from '@gatehouse/contracts/endpoints/promotions'
import type { StageView } from '@gatehouse/contracts/endpoints/stages'
import type { CanaryRule } from '@gatehouse/contracts/stage-rules'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { FrozenNote } from '../stages/frozen-note.tsx'
import { stageRead } from '../stages/queries.ts'
import { checkTexts } from '../stages/rule-texts.ts'
import { CanaryFields, canaryOf, canaryText } from './canary-fields.tsx'

/** Asks for a promotion; what it changes, the gate and approvals stand on its own page. */
export function PromoteDialog({ stage: slug, onClose }: { stage: string; onClose: () => void }) {
  const { page, name } = useVersion()
  const form = useId()
  const router = useRouter()
  const stage = useRead(stageRead(slug))
  const act = useAct(createPromotion, {
    onDone: (promotion) => {
      onClose()
      router.push(`/promotions/${promotion.id}`)
    },
  })
  const card = page.pipeline.find((one) => one.stage.slug === slug)
  const revision = card?.incoming?.fromRevision
  const submit = (data: FormData) => {
    const planned = String(data.get('plannedFor') ?? '')
    const emergency = String(data.get('emergency') ?? '').trim()
    const note = String(data.get('note') ?? '').trim()
    const canary = canaryOf(data, stage.data?.canary ?? null)
    return act.run({
      ...name,
      stage: slug,
      ...(revision === undefined ? {} : { revision }),
      ...(note === '' ? {} : { note }),
      ...(planned === '' ? {} : { plannedFor: new Date(planned).toISOString() }),
      ...(emergency === '' ? {} : { emergency: { reason: emergency } }),
      ...(canary === undefined ? {} : { canary }),
    })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      closable={!act.running}
      title={`Promote ${page.api.name} ${page.version.name}${revision === undefined ? '' : ` r${revision}`} to ${card?.stage.name ?? slug}`}
      description="Nothing happens yet: its page shows what would change, what the gate says and who must agree."
      footer={
        <>
          <Button variant="ghost" onClick={onClose} disabled={act.running}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" loading={act.running}>
            Check it
          </Button>
        </>
      }
    >
      <Loaded compact query={stage} what="stage" needs="stage.read" skeleton={<SkeletonText lines={5} />}>
        {(view) => (
          <ProblemForm id={form} problem={act.problem} submit={submit}>
            <p className="text-muted text-sm">{gateSentence(view)}</p>
            {view.frozen && (
              <>
                <FrozenNote frozen={view.frozen} />
                <Field
                  label="Emergency: why it cannot wait"
                  name="emergency"
                  optional
                  hint="With a reason it goes through the freeze once a second person approves. Without one it waits."
                >
                  <Input maxLength={1_000} />
                </Field>
              </>
            )}
            <Start canary={view.canary} />
            <Field label="Not before" name="plannedFor" optional hint="Your time. It waits until then.">
              <Input type="datetime-local" className="max-w-64" />
            </Field>
            <Field label="Note" name="note" optional hint="Approvers read it; it stays in the history of the stage.">
              <Input maxLength={500} />
            </Field>
          </ProblemForm>
        )}
      </Loaded>
    </Dialog>
  )
}

/** `Production’s gate: Lint, Breaking changes. One approval is needed.` */
function gateSentence({ name, gate, approval }: StageView): string {
  const checks = gate.map((check) => (check.check === 'custom' ? check.name : checkTexts[check.check].name))
  const first = checks.length === 0 ? `${name} asks for no checks.` : `Checked by ${name}: ${checks.join(', ')}.`
  if (approval.needed === 0) return first
  return `${first} ${plural(approval.needed, 'approval')} of others ${approval.needed === 1 ? 'is' : 'are'} needed${approval.when === 'sensitive' ? ' when something breaks or access gets wider' : ''}.`
}

function Start({ canary }: { canary: CanaryRule | null }) {
  const [start, setStart] = useState('stage')
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        legend="Begin with"
        name="start"
        value={start}
        onValueChange={setStart}
        options={[
          { value: 'stage', label: canary ? `The stage’s canary: ${canaryText(canary)}` : 'All traffic at once' },
          ...(canary ? [{ value: 'all', label: 'All traffic at once' }] : []),
          { value: 'canary', label: canary ? 'Another canary' : 'A canary: a part of the callers first' },
        ]}
      />
      {start === 'canary' && <CanaryFields rule={canary} />}
    </div>
  )
}
