'use client'
import { lookUpPerson, type PersonFoundView } from '@gatehouse/contracts/endpoints/provider-set-up'
import type { AnyProviderSettings } from '@gatehouse/contracts/identity-providers'
import type { Id } from '@gatehouse/contracts/ids'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { KeyValue } from '@gatehouse/ui/key-value'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useRef, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { textOf } from './provider-form.ts'

type TryUserNameProps = {
  id: Id<'identityProvider'>
  /** What the form around it says now. */
  settingsOf: (data: FormData) => AnyProviderSettings
}

/** Finds one entry with what stands in the form, stored or not: whether filters, attributes and groups are right. No password is asked for. */
export function TryUserName({ id, settingsOf }: TryUserNameProps) {
  const place = useRef<HTMLDivElement>(null)
  const [userName, setUserName] = useState('')
  const [found, setFound] = useState<{ name: string; person: PersonFoundView | null }>()
  const look = useAct(lookUpPerson)
  const run = async () => {
    const form = place.current?.closest('form')
    if (!form?.reportValidity() || userName.trim() === '') return
    const data = new FormData(form)
    const secret = textOf(data, 'secret')
    setFound(undefined)
    const answer = await look
      .run({ id, settings: settingsOf(data), userName, ...(secret === undefined ? {} : { secret }) })
      .catch(() => undefined)
    if (answer) setFound({ name: userName.trim(), person: answer.found })
  }
  return (
    <div ref={place} className="flex flex-col gap-3 rounded-md border border-line bg-sunken p-4">
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label="Try a user name" hint="Shows the entry, its attributes and groups. No password is asked for.">
            <Input
              mono
              value={userName}
              onChange={(event) => setUserName(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                // Enter here looks up; it must not save the form around.
                event.preventDefault()
                void run()
              }}
              placeholder="noor"
            />
          </Field>
        </div>
        <Button className="mb-6" loading={look.running} disabled={userName.trim() === ''} onClick={() => void run()}>
          Find
        </Button>
      </div>
      <ProblemBanner problem={look.problem} />
      {found && (
        <div role="status">
          {found.person === null ? (
            <Banner compact tone="warn">
              Nobody is called {found.name} below the base, or more than one entry is.
            </Banner>
          ) : (
            <Entry found={found.person} />
          )}
        </div>
      )}
    </div>
  )
}

function Entry({ found: { place, person, attributes, groups } }: { found: PersonFoundView }) {
  return (
    <div className="flex flex-col gap-3">
      {person === null ? (
        <Banner compact tone="warn">
          A sync would leave this entry out: it has no id or no user name of the attributes above.
        </Banner>
      ) : (
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium">{person.name ?? person.userName}</span>
          <StatusWord tone={person.active ? 'ok' : 'bad'}>{person.active ? 'Active' : 'Disabled'}</StatusWord>
        </p>
      )}
      <KeyValue
        items={[
          { label: 'Entry', value: <code className="text-xs [overflow-wrap:anywhere]">{place}</code> },
          ...(person
            ? [{ label: 'Id', value: <code className="text-xs [overflow-wrap:anywhere]">{person.externalId}</code> }]
            : []),
          ...attributes.map(({ name, values }) => ({
            label: name,
            value: <span className="[overflow-wrap:anywhere]">{values.join(', ')}</span>,
          })),
          {
            label: 'Groups',
            value:
              groups.length === 0 ? (
                <span className="text-muted">none</span>
              ) : (
                <span className="[overflow-wrap:anywhere]">{groups.map(({ name }) => name).join(', ')}</span>
              ),
          },
        ]}
      />
    </div>
  )
}
