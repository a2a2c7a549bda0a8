'use client'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { scopesRead } from './queries.ts'

/** Names of the scopes in the form around it; empty: all that the application may do. */
export function chosenScopes(form: FormData): string[] {
  return form.get('reach') === 'some' ? form.getAll('scope').map(String) : []
}

/** What a key may do: all that its application may, or only some scopes. Nothing where no operation of its products asks for one. */
export function ScopeChoice({ applicationId }: { applicationId: string }) {
  const scopes = useRead(scopesRead(applicationId)).data?.items ?? []
  const [reach, setReach] = useState('all')
  const [chosen, setChosen] = useState<ReadonlySet<string>>()
  if (scopes.length === 0) return null
  const names = chosen ?? new Set(scopes.map(({ name }) => name))
  const choose = (name: string, on: boolean) => {
    const next = new Set(names)
    if (on) next.add(name)
    else next.delete(name)
    setChosen(next)
  }
  return (
    <>
      <RadioGroup
        legend="What it may do"
        name="reach"
        value={reach}
        onValueChange={setReach}
        options={[
          { value: 'all', label: 'All that the application may', description: 'Also what its products gain later.' },
          {
            value: 'some',
            label: 'Only some scopes',
            description: 'Other operations answer 403. It cannot be changed later.',
          },
        ]}
      />
      {reach === 'some' && (
        <fieldset className="-mt-1 flex max-h-56 flex-col gap-2 overflow-y-auto rounded-lg border border-line p-3">
          <legend className="sr-only">Scopes of the key</legend>
          {scopes.map(({ name, description, apis }) => (
            <Checkbox
              key={name}
              name="scope"
              value={name}
              label={<code className="text-sm">{name}</code>}
              description={[description, apis.join(', ')].filter(Boolean).join(' · ')}
              checked={names.has(name)}
              // A key without any would be one that may do all.
              required={names.size === 0}
              onChange={(event) => choose(name, event.target.checked)}
            />
          ))}
        </fieldset>
      )}
    </>
  )
}
