'use client'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { peopleRead } from '../people/queries.ts'

/** Chooses a member. */
export function PersonField(props: {
  label: string
  value: string
  onChange: (id: string) => void
  hint?: string
  placeholder?: string
}) {
  const { label, value, onChange, hint, placeholder = 'Choose a person' } = props
  const [search, setSearch] = useState('')
  const query = useRead(peopleRead({ limit: 50, ...(search ? { q: search } : {}) }), { keep: true })
  return (
    <Field label={label} name="personId" {...(hint ? { hint } : {})}>
      <Combobox
        options={(query.data?.items ?? []).map((person) => ({
          value: person.id,
          label: person.name,
          description: person.email ?? undefined,
        }))}
        value={value}
        onValueChange={onChange}
        onSearch={setSearch}
        loading={query.isFetching}
        placeholder={placeholder}
        emptyText="Nobody has that name."
      />
    </Field>
  )
}
