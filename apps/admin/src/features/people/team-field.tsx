'use client'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useAccount } from '../account/account-context.tsx'
import { teamsRead } from './queries.ts'

type TeamFieldProps = {
  /** Chosen at first; by default the person's own team, or the only one there is. */
  teamId?: string
  name?: string
  label?: string
  hint?: string
}

/** Chooses a team; the form gets its id under `teamId`. */
export function TeamField({ teamId, name = 'teamId', label = 'Owner team', hint }: TeamFieldProps) {
  const account = useAccount()
  const [chosen, setChosen] = useState(teamId)
  const [search, setSearch] = useState('')
  const query = useRead(teamsRead(search ? { q: search, limit: 50 } : { limit: 50 }), { keep: true })
  const listed = query.data?.items ?? []
  // Known before the list is: a form that is sent at once has its team.
  const own = account.teams.find((team) => !team.personal)
  const teams = own && search === '' && !listed.some(({ id }) => id === own.id) ? [own, ...listed] : listed
  const value = chosen ?? own?.id ?? (teams.length === 1 ? teams[0]?.id : undefined) ?? ''
  return (
    <Field label={label} name={name} required {...(hint ? { hint } : {})}>
      <Combobox
        name={name}
        options={teams.map((team) => ({ value: team.id, label: team.name }))}
        value={value}
        onValueChange={setChosen}
        onSearch={setSearch}
        loading={query.isFetching}
        placeholder="Choose a team"
        emptyText="No team has that name."
      />
    </Field>
  )
}
