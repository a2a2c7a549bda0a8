'use client'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { useState } from 'react'
import { inUnit, secondsOf, type Unit, unitOptions } from './policy-text.ts'

type LifetimeFieldProps = {
  label: string
  hint: string
  name: string
  seconds: number
  onChange: (seconds: number) => void
}

/** A time as people say it: a number and its unit. */
export function LifetimeField({ label, hint, name, seconds, onChange }: LifetimeFieldProps) {
  const [shown, setShown] = useState(() => inUnit(seconds))
  // Put back from outside (Discard): show that.
  const current = secondsOf(shown.amount, shown.unit) === seconds ? shown : inUnit(seconds)
  const change = (amount: number, unit: Unit) => {
    setShown({ amount, unit })
    onChange(secondsOf(amount, unit))
  }
  return (
    <div className="grid grid-cols-[1fr_8rem] items-start gap-2">
      <Field label={label} name={`/lifetimes/${name}`} hint={hint}>
        <Input
          type="number"
          min={1}
          required
          value={Number.isNaN(current.amount) ? '' : current.amount}
          onChange={(event) => change(Number(event.target.value), current.unit)}
        />
      </Field>
      <Field label={`Unit of ${label.toLowerCase()}`} hideLabel className="pt-6">
        <NativeSelect
          value={current.unit}
          onChange={(event) => change(current.amount, event.target.value as Unit)}
          options={unitOptions}
        />
      </Field>
    </div>
  )
}
