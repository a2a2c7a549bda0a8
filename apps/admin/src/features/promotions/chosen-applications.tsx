'use client'
import type { AffectedApplication } from '@gatehouse/contracts/endpoints/promotion-views'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { ownersText } from './affected-applications.tsx'

type ChosenApplicationsProps = {
  legend: string
  applications: readonly AffectedApplication[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** Which of the applications that a change touches are meant. */
export function ChosenApplications({ legend, applications, chosen, onChange }: ChosenApplicationsProps) {
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    onChange(next)
  }
  return (
    <fieldset className="flex max-h-56 flex-col gap-2 overflow-y-auto">
      <legend className="pb-1.5 font-medium text-sm">{legend}</legend>
      {applications.map((one) => (
        <Checkbox
          key={one.id}
          label={one.name}
          description={[one.team.name, ownersText(one)].filter((text) => text !== '').join(', ')}
          checked={chosen.has(one.id)}
          onChange={(event) => toggle(one.id, event.target.checked)}
        />
      ))}
    </fieldset>
  )
}
