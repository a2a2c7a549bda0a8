'use client'
import { exceeds } from '@gatehouse/auth/permissions'
import { createRole, type RoleView, updateRole } from '@gatehouse/contracts/endpoints/roles'
import { type Permission, permissions, permissionTexts } from '@gatehouse/contracts/permissions'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { LinkButton } from '@gatehouse/ui/link-button'
import { toast } from '@gatehouse/ui/toast'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useAccount } from '../account/account-context.tsx'
import { areasFor, holdersText, isHeld } from './role-text.ts'

type RoleEditorProps = {
  /** The role that is changed; absent: a new one is made. */
  role?: RoleView
  /** What a new one begins with. */
  from?: RoleView
}

/** Name, purpose and permissions of a role. What one does not hold oneself can neither be put in nor taken out. */
export function RoleEditor({ role, from }: RoleEditorProps) {
  const router = useRouter()
  const { grants } = useAccount()
  const lacking = new Set(exceeds(grants, permissions, {}))
  const first = role?.permissions ?? from?.permissions.filter((name) => !lacking.has(name)) ?? []
  const [chosen, setChosen] = useState<ReadonlySet<Permission>>(new Set(first))
  const [find, setFind] = useState('')
  const done = ({ id, name }: RoleView) => {
    toast.success(role ? `${name} is saved` : `${name} is made`)
    router.push(`/access/roles/${id}`)
  }
  const create = useAct(createRole, { onDone: done })
  const update = useAct(updateRole, { onDone: done })
  const areas = areasFor(find)
  const left = from ? from.permissions.filter((name) => lacking.has(name)).length : 0
  const toggle = (names: readonly Permission[], on: boolean) =>
    setChosen((now) => new Set([...now].filter((name) => !names.includes(name)).concat(on ? names : [])))
  return (
    <ProblemForm
      problem={create.problem ?? update.problem}
      submit={(form) => {
        const input = {
          name: String(form.get('name') ?? ''),
          description: String(form.get('description') ?? ''),
          permissions: permissions.filter((name) => chosen.has(name)),
        }
        return role ? update.run({ roleId: role.id, ...input }, role.etag) : create.run(input)
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" name="name" required>
          <Input
            name="name"
            required
            minLength={2}
            maxLength={60}
            defaultValue={role?.name ?? (from ? `${from.name} of ours` : '')}
          />
        </Field>
        <Field label="What it is for" name="description" optional>
          <Input name="description" maxLength={200} defaultValue={role?.description ?? from?.description ?? ''} />
        </Field>
      </div>
      {role && isHeld(role.holders) && (
        <p className="text-muted text-sm">
          {holdersText(role.holders)} get and lose with it, from their next request on.
        </p>
      )}
      {left > 0 && (
        <p className="text-muted text-sm">
          {plural(left, 'permission', 'permissions')} of {from?.name} {left === 1 ? 'is' : 'are'} left out: you do not
          hold {left === 1 ? 'it' : 'them'} yourself.
        </p>
      )}
      <Field label="Find a permission">
        <Input
          type="search"
          leading={<Search aria-hidden />}
          placeholder="deploy, keys, approve …"
          value={find}
          onChange={(event) => setFind(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </Field>
      {areas.length === 0 && <p className="text-muted text-sm">No permission matches “{find}”.</p>}
      {areas.map(({ area, permissions: names }) => {
        const free = names.filter((name) => !lacking.has(name))
        const all = free.length > 0 && free.every((name) => chosen.has(name))
        return (
          <fieldset key={area} className="rounded-lg border border-line bg-surface">
            <legend className="sr-only">{area}</legend>
            <div className="flex items-center justify-between gap-3 border-line border-b px-4 py-2">
              <span aria-hidden className="font-medium text-sm">
                {area}
              </span>
              {free.length > 1 && (
                <Button size="sm" variant="ghost" onClick={() => toggle(free, !all)}>
                  {all ? 'None' : 'All'}
                </Button>
              )}
            </div>
            <ul className="grid gap-x-6 gap-y-3 px-4 py-3 sm:grid-cols-2">
              {names.map((name) => (
                <li key={name}>
                  <Checkbox
                    checked={chosen.has(name)}
                    disabled={lacking.has(name)}
                    onChange={(event) => toggle([name], event.target.checked)}
                    label={permissionTexts[name]}
                    description={
                      lacking.has(name) ? 'You do not hold it for the whole organization.' : <code>{name}</code>
                    }
                  />
                </li>
              ))}
            </ul>
          </fieldset>
        )
      })}
      <FormActions sticky note={`${plural(chosen.size, 'permission', 'permissions')} chosen`}>
        <LinkButton href={role ? `/access/roles/${role.id}` : '/access/roles'}>Cancel</LinkButton>
        <Button type="submit" variant="primary" loading={create.running || update.running} disabled={chosen.size === 0}>
          {role ? 'Save' : 'Make the role'}
        </Button>
      </FormActions>
    </ProblemForm>
  )
}
