'use client'
import type { MappingEffect } from '@gatehouse/contracts/endpoints/directory'

type Part = { label: string; persons: MappingEffect['gain'] }

/** Who would get and lose what, by name as far as there is room. */
export function MappingEffectText({ effect }: { effect: MappingEffect }) {
  const parts: Part[] = [
    { label: 'Get it', persons: effect.gain },
    { label: 'Come in for the first time', persons: effect.created },
    { label: 'Can sign in again', persons: effect.back },
    { label: 'Lose it', persons: effect.lose },
    { label: 'Switched off at once', persons: effect.off },
  ]
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-sunken p-3 text-sm" aria-live="polite">
      <p>{effect.sentence}</p>
      {parts
        .filter(({ persons }) => persons.count > 0)
        .map(({ label, persons }) => (
          <p key={label} className="text-muted">
            <span className="font-medium text-fg">{label}:</span> {persons.names.join(', ')}
            {persons.count > persons.names.length && ` and ${persons.count - persons.names.length} more`}
          </p>
        ))}
    </div>
  )
}
