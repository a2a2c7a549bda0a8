'use client'
import type { ApprovalRule, CanaryRule, RecordingRule } from '@gatehouse/contracts/stage-rules'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { useState } from 'react'
import { CanaryFields } from '../promotions/canary-fields.tsx'

/** Who besides the requester must agree. */
export function ApprovalFields({ approval }: { approval: ApprovalRule }) {
  const [needed, setNeeded] = useState(approval.needed)
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="pb-1 font-medium text-sm">Approval of promotions</legend>
      <Field label="Other persons who must approve" name="approval.needed" required>
        <Input
          type="number"
          min={0}
          max={5}
          value={needed}
          onChange={(event) => setNeeded(event.target.valueAsNumber || 0)}
        />
      </Field>
      {needed > 0 && (
        <Field label="When" name="approval.when">
          <NativeSelect
            defaultValue={approval.when}
            options={[
              { value: 'always', label: 'Always' },
              { value: 'sensitive', label: 'When something breaks, or access gets wider' },
            ]}
          />
        </Field>
      )}
    </fieldset>
  )
}

/** The rule that the fields say. */
export function approvalOf(data: FormData): ApprovalRule {
  return {
    needed: Number(data.get('approval.needed')),
    when: data.get('approval.when') === 'sensitive' ? 'sensitive' : 'always',
  }
}

/** How a promotion begins on the stage. */
export function CanaryChoice({ canary }: { canary: CanaryRule | null }) {
  const [on, setOn] = useState(canary !== null)
  return (
    <div className="flex flex-col gap-2">
      <Checkbox
        name="canaryOn"
        label="Promotions begin with a part of the callers"
        description="One application always gets the same revision. When the canary does worse, all callers get the old one again."
        checked={on}
        onChange={(event) => setOn(event.target.checked)}
      />
      {on && <CanaryFields rule={canary} />}
    </div>
  )
}

/** What the stage's gateways note of calls beyond counting them. */
export function RecordingFields({ recording }: { recording: RecordingRule }) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 font-medium text-sm">What gateways note</legend>
      <Checkbox
        name="recording.features"
        defaultChecked={recording.features}
        label="Which parameters, properties and values each application uses"
        description="Names of the contract only, never what callers send. Consumer impact needs it."
      />
      <Field
        label="Calls whose redacted shape is kept for replay, %"
        name="recording.shapes"
        required
        hint="Names, types, lengths and values of enumerations; no free text. 0: none."
        className="max-w-80"
      >
        <Input type="number" min={0} max={100} step="any" defaultValue={recording.shapes * 100} />
      </Field>
    </fieldset>
  )
}

export function recordingOf(data: FormData): RecordingRule {
  return { features: data.get('recording.features') !== null, shapes: Number(data.get('recording.shapes')) / 100 }
}
