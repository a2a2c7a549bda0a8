'use client'
import type { RoleView } from '@gatehouse/contracts/endpoints/roles'
import type { Permission } from '@gatehouse/contracts/permissions'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { Switch } from '@gatehouse/ui/switch'
import { Search } from 'lucide-react'
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { PermissionTable } from './permission-table.tsx'
import { areasFor } from './role-text.ts'

/** All roles beside each other, or two of them with what makes the difference. */
export function RoleComparison({ roles }: { roles: readonly RoleView[] }) {
  const [{ find, one, other, same }, set] = useQueryStates({
    find: parseAsString.withDefault(''),
    one: parseAsString,
    other: parseAsString,
    same: parseAsBoolean.withDefault(false),
  })
  const named = (id: string | null) => roles.find((role) => role.id === id)
  const [first, second] = [named(one), named(other)]
  const pair = first && second && first !== second ? ([first, second] as const) : undefined
  const differ = (permission: Permission) =>
    !pair || same || pair[0].permissions.includes(permission) !== pair[1].permissions.includes(permission)
  const shown = pair ?? (first ? [first] : roles)
  const areas = areasFor(find, differ)
  const options = (none: string) => [
    { value: '', label: none },
    ...roles.map((role) => ({ value: role.id, label: role.name })),
  ]
  return (
    <section className="flex flex-col gap-3">
      <SectionHeader
        title="What each allows"
        description={pair ? difference(pair[0], pair[1]) : 'Choose two to see what makes the difference.'}
      />
      <div className="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_14rem_14rem]">
        <Field label="Find a permission">
          <Input
            type="search"
            leading={<Search aria-hidden />}
            placeholder="deploy, keys, approve …"
            value={find}
            onChange={(event) => void set({ find: event.target.value || null })}
          />
        </Field>
        <Field label="Compare">
          <NativeSelect
            value={one ?? ''}
            onChange={(event) => void set({ one: event.target.value || null })}
            options={options('All roles')}
          />
        </Field>
        <Field label="with">
          <NativeSelect
            value={other ?? ''}
            disabled={!first}
            onChange={(event) => void set({ other: event.target.value || null })}
            options={options('No other')}
          />
        </Field>
      </div>
      {pair && (
        <Switch
          label="Show what they have in common, too"
          checked={same}
          onChange={(event) => void set({ same: event.target.checked || null })}
        />
      )}
      {pair && areas.length === 0 && !find ? (
        <p className="text-muted text-sm">They allow the same.</p>
      ) : (
        <PermissionTable caption="Roles and permissions" areas={areas} roles={shown} />
      )}
    </section>
  )
}

/** `Operator allows 7 that Viewer does not; Viewer allows 1 that Operator does not.` */
function difference(one: RoleView, other: RoleView): string {
  const beyond = (a: RoleView, b: RoleView) => a.permissions.filter((name) => !b.permissions.includes(name)).length
  const [more, less] = [beyond(one, other), beyond(other, one)]
  if (more + less === 0) return `${one.name} and ${other.name} allow the same.`
  const half = (a: RoleView, b: RoleView, count: number) =>
    count === 0
      ? `${a.name} allows nothing that ${b.name} does not`
      : `${a.name} allows ${count} that ${b.name} does not`
  return `${half(one, other, more)}; ${half(other, one, less)}.`
}
