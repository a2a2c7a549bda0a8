'use client'
import type { ApiItem } from '@gatehouse/contracts/endpoints/apis'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { useDeferredValue, useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { apisRead } from '../apis/queries.ts'
import { useVersion } from '../apis/version-context.tsx'

type SuccessorFieldProps = {
  value: string
  onChange: (versionId: string) => void
  /** The one that is saved, shown also when the search does not find it. */
  known: { id: string; label: string } | null
}

/** Where callers shall move: a published version of this API, or of any other that is found by its name. */
export function SuccessorField({ value, onChange, known }: SuccessorFieldProps) {
  const { page } = useVersion()
  const [search, setSearch] = useState('')
  const q = useDeferredValue(search.trim())
  const found = useRead(apisRead({ state: 'published', limit: 20, ...(q === '' ? {} : { q }) }), { keep: true })
  const own = page.api.versions
    .filter(({ id, state }) => id !== page.version.id && state === 'published')
    .map(({ id, name }) => ({ value: id, label: `${page.api.name} ${name}`, description: 'The same API' }))
  const others = (found.data?.items ?? []).filter(({ id }) => id !== page.api.id).flatMap(optionsOf)
  const [chosen, setChosen] = useState(known)
  const options = [...own.filter(({ label }) => label.toLowerCase().includes(q.toLowerCase())), ...others]
  const held =
    chosen && !options.some((one) => one.value === chosen.id) ? [{ value: chosen.id, label: chosen.label }] : []
  return (
    <Field label="Successor" name="successor" optional hint="In headers, banner and mails. Any published version.">
      <Combobox
        value={value}
        onValueChange={(next) => {
          const option = options.find((one) => one.value === next)
          if (option) setChosen({ id: option.value, label: option.label })
          onChange(next)
        }}
        options={[{ value: '', label: 'None yet' }, ...held, ...options]}
        placeholder="None yet"
        searchPlaceholder="Name of an API"
        emptyText="No published version has this name."
        loading={found.isFetching}
        onSearch={setSearch}
      />
    </Field>
  )
}

function optionsOf({ name, team, versions }: ApiItem) {
  return versions
    .filter(({ state }) => state === 'published')
    .map((version) => ({ value: version.id, label: `${name} ${version.name}`, description: team.name }))
}
