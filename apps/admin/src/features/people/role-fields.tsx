'use client'
import { exceeds } from '@gatehouse/auth/permissions'
import type { AssignmentScope } from '@gatehouse/contracts/endpoints/roles'
import type { Id } from '@gatehouse/contracts/ids'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useAccount } from '../account/account-context.tsx'
import { apisRead } from '../apis/queries.ts'
import { rolesRead } from './queries.ts'
import { TeamField } from './team-field.tsx'

/** Chooses a role and where it holds. What exceeds one's own rights cannot be chosen, and says so. */
export function RoleFields() {
  const { grants } = useAccount()
  const roles = useRead(rolesRead())
  const [kind, setKind] = useState<AssignmentScope['kind']>('organization')
  if (!roles.data) return <SkeletonText lines={6} />
  return (
    <>
      <RadioGroup
        legend="Role"
        name="roleId"
        defaultValue={roles.data.items.find((role) => role.name === 'Viewer')?.id ?? ''}
        options={roles.data.items.map((role) => {
          const more = kind === 'organization' ? exceeds(grants, role.permissions, {}) : []
          return {
            value: role.id,
            label: role.name,
            description: role.description,
            ...(more.length > 0 ? { disabled: true, disabledReason: 'It allows more than you may yourself.' } : {}),
          }
        })}
      />
      <Field label="Holds for" name="scopeKind">
        <NativeSelect
          value={kind}
          onChange={(event) => setKind(event.target.value as AssignmentScope['kind'])}
          options={[
            { value: 'organization', label: 'Everything' },
            { value: 'team', label: 'What one team owns' },
            { value: 'api', label: 'One API' },
          ]}
        />
      </Field>
      {kind === 'team' && <TeamField name="scopeTeamId" label="Team" />}
      {kind === 'api' && <ApiField />}
    </>
  )
}

function ApiField() {
  const [chosen, setChosen] = useState('')
  const [search, setSearch] = useState('')
  const apis = useRead(apisRead(search ? { q: search, limit: 30 } : { limit: 30 }), { keep: true })
  return (
    <Field label="API" name="scopeApiId" required>
      <Combobox
        name="scopeApiId"
        options={(apis.data?.items ?? []).map((api) => ({
          value: api.id,
          label: api.name,
          description: api.team.name,
        }))}
        value={chosen}
        onValueChange={setChosen}
        onSearch={setSearch}
        loading={apis.isFetching}
        placeholder="Choose an API"
      />
    </Field>
  )
}

/** The role and scope that a form with RoleFields chose. */
export function roleOf(form: FormData): { roleId: Id<'role'>; scope: AssignmentScope } {
  const text = (name: string) => String(form.get(name) ?? '')
  const roleId = text('roleId') as Id<'role'>
  const kind = text('scopeKind')
  if (kind === 'team') return { roleId, scope: { kind: 'team', teamId: text('scopeTeamId') as Id<'team'> } }
  if (kind === 'api') return { roleId, scope: { kind: 'api', apiId: text('scopeApiId') as Id<'api'> } }
  return { roleId, scope: { kind: 'organization' } }
}
