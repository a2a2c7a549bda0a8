'use client'
import type { AffectedApplication } from '@gatehouse/contracts/endpoints/promotion-views'
import { Checkbox } from '@gatehouse/ui/checkbox'

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
      {applications.map(({ id, name, team, owners }) => (
        <Checkbox
          key={id}
          label={name}
          description={owners.length > 0 ? `${team.name}, ${owners.join(', ')}` : team.name}
          checked={chosen.has(id)}
          onChange={(event) => toggle(id, event.target.checked)}
        />
      ))}
    </fieldset>
  )
}
