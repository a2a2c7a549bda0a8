'use client'
import { type StageView, updateStage } from '@gatehouse/contracts/endpoints/stages'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useId, useState } from 'react'
import { type Act, useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { canaryRuleOf } from '../promotions/canary-fields.tsx'
import { type CustomCheck, CustomChecks } from './custom-checks.tsx'
import { FreezeFields } from './freeze-fields.tsx'
import { GateFields, gateOf } from './gate-fields.tsx'
import { ApprovalFields, approvalOf, CanaryChoice, RecordingFields, recordingOf } from './promotion-fields.tsx'

/** Gate, approval, canary, freeze windows, what gateways note, and what they do without contact. */
export function RulesDialog({ stage }: { stage: StageView }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const save = useAct(updateStage, { onDone: () => setOpen(false) })
  return (
    <Dialog
      size="lg"
      open={open}
      onOpenChange={(next) => {
        save.reset()
        setOpen(next)
      }}
      title={`Rules of ${stage.name}`}
      description="They hold from the moment they are saved; nothing needs a deploy."
      trigger={<Button size="sm">Change rules</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={save.running}>
          Save rules
        </Button>
      }
    >
      {open && <RulesForm id={form} stage={stage} save={save} />}
    </Dialog>
  )
}

type RulesFormProps = { id: string; stage: StageView; save: Act<typeof updateStage> }

function RulesForm({ id, stage, save }: RulesFormProps) {
  // What was read when the form opened: an answer that comes meanwhile must not make an older form pass as seen.
  const [seen] = useState(stage)
  const [staleness, setStaleness] = useState<string>(seen.staleness.mode)
  const [windows, setWindows] = useState(seen.freezeWindows)
  const [customs, setCustoms] = useState(seen.gate.filter((check): check is CustomCheck => check.check === 'custom'))
  const submit = (data: FormData) => {
    return save.run(
      {
        stage: seen.slug,
        gate: [...gateOf(data), ...customs],
        approval: approvalOf(data),
        canary: data.get('canaryOn') === null ? null : canaryRuleOf(data),
        recording: recordingOf(data),
        freezeWindows: windows,
        staleness:
          staleness === 'serve'
            ? { mode: 'serve' }
            : { mode: 'refuse', seconds: Math.round(Number(data.get('minutes')) * 60) },
      },
      seen.etag,
    )
  }
  return (
    <ProblemForm id={id} problem={save.problem} submit={submit} className="flex flex-col gap-5">
      <GateFields gate={seen.gate} />
      <CustomChecks checks={customs} onChange={setCustoms} />
      <ApprovalFields approval={seen.approval} />
      <CanaryChoice canary={seen.canary} />
      <FreezeFields windows={windows} onChange={setWindows} />
      <RecordingFields recording={seen.recording} />
      <RadioGroup
        legend="If a gateway loses contact"
        name="staleness"
        value={staleness}
        onValueChange={setStaleness}
        options={[
          {
            value: 'serve',
            label: 'Keep serving',
            description: 'What was revoked meanwhile still works there until it is back.',
          },
          {
            value: 'refuse',
            label: 'Refuse after a while',
            description: 'It answers 503 from then on, also after a restart, until it hears from the control plane.',
          },
        ]}
      />
      {staleness === 'refuse' && (
        <Field label="Minutes without contact" name="minutes" required className="max-w-56">
          <Input
            type="number"
            min={0.1}
            max={43_200}
            step="any"
            defaultValue={seen.staleness.mode === 'refuse' ? seen.staleness.seconds / 60 : 5}
          />
        </Field>
      )}
    </ProblemForm>
  )
}
