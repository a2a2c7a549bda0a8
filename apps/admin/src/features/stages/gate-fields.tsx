'use client'
import { type CheckName, checkName, type GateCheck, gateCheck } from '@gatehouse/contracts/stage-rules'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { type ReactNode, useState } from 'react'
import { checkTexts } from './rule-texts.ts'

type Mode = 'off' | 'warn' | 'block'
type ReadyCheck = Exclude<CheckName, 'custom'>

const modes = [
  { value: 'off', label: 'Not checked' },
  { value: 'warn', label: 'Warn' },
  { value: 'block', label: 'Block' },
]

/** Those that need nothing else to be named, in the order in which they run. */
const readyChecks: readonly ReadyCheck[] = checkName.exclude(['custom']).options

/** One number of a check, asked for while the check is on. */
type Option = {
  name: string
  label: string
  min: number
  max: number
  /** What the number is multiplied with to be shown: 100 for a share. */
  scale?: number
  usual: number
}

const options: Readonly<Partial<Record<ReadyCheck, readonly Option[]>>> = {
  lint: [{ name: 'minScore', label: 'Least score', min: 0, max: 100, usual: 0 }],
  smoke: [
    { name: 'operations', label: 'Operations by example, at most', min: 1, max: 100, usual: 20 },
    { name: 'timeoutSeconds', label: 'Seconds for each', min: 1, max: 60, usual: 10 },
  ],
  'consumer-impact': [
    { name: 'days', label: 'Days looked back', min: 1, max: 90, usual: 30 },
    { name: 'maxApplications', label: 'Applications it may touch', min: 0, max: 100_000, usual: 0 },
  ],
  'traffic-replay': [
    { name: 'days', label: 'Days looked back', min: 1, max: 90, usual: 7 },
    { name: 'maxRefusedShare', label: 'Newly refused, at most %', min: 0, max: 100, scale: 100, usual: 0 },
  ],
}

/** One of few, asked for while the check is on. */
type Choice = { name: string; label: string; usual: string; options: { value: string; label: string }[] }

const choices: Readonly<Partial<Record<ReadyCheck, Choice>>> = {
  smoke: {
    name: 'requests',
    label: 'What is called',
    usual: 'both',
    options: [
      { value: 'both', label: 'Examples and saved requests' },
      { value: 'saved', label: 'Saved requests only' },
      { value: 'examples', label: 'Examples of the contract only' },
    ],
  },
}

/** What is checked before something comes onto the stage: each check off, warning or blocking, with its options. */
export function GateFields({ gate }: { gate: readonly GateCheck[] }) {
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="pb-1 font-medium text-sm">Gate: before a deploy or promotion</legend>
      {readyChecks.map((check) => (
        <CheckFields key={check} check={check} now={gate.find((one) => one.check === check)} />
      ))}
    </fieldset>
  )
}

function CheckFields({ check, now }: { check: ReadyCheck; now: GateCheck | undefined }) {
  const [mode, setMode] = useState<Mode>(now === undefined ? 'off' : now.required ? 'block' : 'warn')
  const stored = now as Readonly<Record<string, unknown>> | undefined
  const choice = choices[check]
  return (
    <div className="flex flex-col gap-2">
      <Field label={checkTexts[check].name} name={check} hint={checkTexts[check].meaning}>
        <NativeSelect options={modes} value={mode} onChange={(event) => setMode(event.target.value as Mode)} />
      </Field>
      {mode !== 'off' && options[check] && (
        <Indented>
          {choice && (
            <Field label={choice.label} name={`${check}.${choice.name}`} className="sm:col-span-2">
              <NativeSelect options={choice.options} defaultValue={String(stored?.[choice.name] ?? choice.usual)} />
            </Field>
          )}
          {options[check].map(({ name, label, min, max, scale = 1, usual }) => (
            <Field key={name} label={label} name={`${check}.${name}`} required>
              <Input
                type="number"
                min={min}
                max={max}
                step={scale === 1 ? 1 : 'any'}
                defaultValue={scale * Number(stored?.[name] ?? usual)}
              />
            </Field>
          ))}
        </Indented>
      )}
    </div>
  )
}

function Indented({ children }: { children: ReactNode }) {
  return <div className="grid gap-3 border-line border-l-2 pl-3 sm:grid-cols-2">{children}</div>
}

/** The checks that the fields say. */
export function gateOf(data: FormData): GateCheck[] {
  return readyChecks.flatMap((check) => {
    const mode = String(data.get(check))
    if (mode === 'off') return []
    const numbers = (options[check] ?? []).map(({ name, scale = 1 }) => [
      name,
      Number(data.get(`${check}.${name}`)) / scale,
    ])
    const choice = choices[check]
    const chosen = choice ? { [choice.name]: String(data.get(`${check}.${choice.name}`)) } : {}
    return [gateCheck.parse({ check, required: mode === 'block', ...Object.fromEntries(numbers), ...chosen })]
  })
}
