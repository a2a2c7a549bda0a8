'use client'
import { type StageView, updateStage } from '@gatehouse/contracts/endpoints/stages'
import { checkName, gateCheck } from '@gatehouse/contracts/stage-rules'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useId, useState } from 'react'
import { type Act, useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { FreezeFields } from './freeze-fields.tsx'
import { checkTexts } from './rule-texts.ts'

/** Those that need nothing else to be named. */
const readyChecks = checkName.exclude(['custom']).options

type Mode = 'off' | 'warn' | 'block'

/** Gate, freeze windows and what gateways do without contact. */
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
  const submit = (data: FormData) => {
    const chosen = readyChecks.flatMap((check) => {
      const mode = String(data.get(check)) as Mode
      const options = seen.gate.find((one) => one.check === check)
      return mode === 'off' ? [] : [gateCheck.parse({ ...options, check, required: mode === 'block' })]
    })
    const gate = [...chosen, ...seen.gate.filter(({ check }) => check === 'custom')]
    return save.run(
      {
        stage: seen.slug,
        gate,
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
      <fieldset className="flex flex-col gap-3">
        <legend className="pb-1 font-medium text-sm">Gate: before a deploy or promotion</legend>
        {readyChecks.map((check) => (
          <Field key={check} label={checkTexts[check].name} name={check} hint={checkTexts[check].meaning}>
            <NativeSelect
              defaultValue={modeOf(seen.gate, check)}
              options={[
                { value: 'off', label: 'Not checked' },
                { value: 'warn', label: 'Warn' },
                { value: 'block', label: 'Block' },
              ]}
            />
          </Field>
        ))}
      </fieldset>
      <FreezeFields windows={windows} onChange={setWindows} />
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

function modeOf(gate: StageView['gate'], check: string): Mode {
  const found = gate.find((one) => one.check === check)
  return found === undefined ? 'off' : found.required ? 'block' : 'warn'
}
