'use client'
import type { StageValuesView } from '@gatehouse/contracts/endpoints/deployments'
import type { FindingSideName } from '@gatehouse/contracts/endpoints/findings'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { Banner } from '@gatehouse/ui/banner'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { useVersion } from '../apis/version-context.tsx'
import { validationWords } from '../contracts/validation-text.ts'
import { findingsRead } from '../findings/queries.ts'
import { sideWords } from '../findings/side-text.ts'
import { type Choice, savedMode } from '../findings/stage-modes.ts'

export type StageModes = Record<FindingSideName, Choice>

const sides = ['request', 'response'] as const

export function modesOf(values: StageValues): StageModes {
  return { request: savedMode(values, 'request', undefined), response: savedMode(values, 'response', undefined) }
}

/** Modes as members of stage values; what is inherited is left out. */
export function modesToValues(modes: StageModes): Pick<StageValues, 'requestValidation' | 'responseValidation'> {
  return {
    ...(modes.request === 'inherit' ? {} : { requestValidation: modes.request }),
    ...(modes.response === 'inherit' ? {} : { responseValidation: modes.response }),
  }
}

type ValidationFieldsProps = {
  stage: StageValuesView['stage']
  /** As saved. */
  values: StageValues
  modes: StageModes
  onChange: (modes: StageModes) => void
}

/** How a stage validates requests and responses; before a switch to block it says whom that would refuse. */
export function ValidationFields({ stage, values, modes, onChange }: ValidationFieldsProps) {
  const { name, base } = useVersion()
  const before = modesOf(values)
  const toBlock = sides.filter((side) => modes[side] === 'block' && before[side] !== 'block')
  const findings = useRead(findingsRead({ ...name, stage: stage.slug, days: 7 }), { enabled: toBlock.length > 0 })
  const single = Object.keys(values.operations ?? {}).length
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-4 sm:grid-cols-2">
        {sides.map((side) => (
          <Field key={side} label={`${sideWords[side].label} on this stage`} name={sideWords[side].field}>
            <NativeSelect
              value={modes[side]}
              onChange={(event) => onChange({ ...modes, [side]: event.target.value as Choice })}
              options={[
                { value: 'inherit', label: sideWords[side].inherited },
                { value: 'block', label: validationWords.block },
                { value: 'report', label: validationWords.report },
                { value: 'off', label: validationWords.off },
              ]}
            />
          </Field>
        ))}
      </div>
      {findings.data &&
        toBlock.map((side) => (
          <Banner
            key={side}
            compact
            tone={findings.data[side].reported > 0 ? 'warn' : 'info'}
            title={findings.data[side].sentence}
          />
        ))}
      <p className="text-muted text-sm">
        {single > 0 && `${single === 1 ? 'One operation has' : `${single} operations have`} a mode of its own. `}
        <TextLink href={`${base}/traffic/findings?stage=${stage.slug}`}>Findings and single operations</TextLink>
      </p>
    </div>
  )
}
