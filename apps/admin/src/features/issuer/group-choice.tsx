'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { listEndUserGroups } from '@gatehouse/contracts/endpoints/end-users'
import type { Id } from '@gatehouse/contracts/ids'
import { Checkbox } from '@gatehouse/ui/checkbox'

export type Group = EndpointOutput<typeof listEndUserGroups>['items'][number]

/** Groups as boxes of a form; nothing where there are none. */
export function GroupChoice({ groups, chosen = [] }: { groups: readonly Group[]; chosen?: readonly string[] }) {
  if (groups.length === 0) return null
  return (
    <fieldset className="flex max-h-56 flex-col gap-2 overflow-y-auto">
      <legend className="pb-1 font-medium text-sm">Groups</legend>
      {groups.map(({ id, name, scopes }) => (
        <Checkbox
          key={id}
          name="groupIds"
          value={id}
          label={name}
          description={scopes.length === 0 ? 'No scope of its own' : `May give ${scopes.join(', ')}`}
          defaultChecked={chosen.includes(id)}
        />
      ))}
    </fieldset>
  )
}

export const chosenGroups = (form: FormData) => form.getAll('groupIds').map(String) as Id<'endUserGroup'>[]
