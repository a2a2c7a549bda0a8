'use client'
import { deleteRole, type RoleView } from '@gatehouse/contracts/endpoints/roles'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { rolesRead } from '../people/queries.ts'
import { holdersText, isHeld } from './role-text.ts'

/** Deletes a role; where somebody has it, asks first what becomes of them. */
export function DeleteRoleDialog({ role }: { role: RoleView }) {
  const router = useRouter()
  const roles = useRead(rolesRead())
  const [then, setThen] = useState<'replace' | 'take'>('replace')
  const [replaceBy, setReplaceBy] = useState('')
  const held = isHeld(role.holders)
  const act = useAct(deleteRole)
  const others = (roles.data?.items ?? []).filter(({ id }) => id !== role.id)
  const chosen = others.find(({ id }) => id === replaceBy)
  return (
    <ConfirmDialog
      title={`Delete the role ${role.name}?`}
      consequence={
        held
          ? `${holdersText(role.holders)} ${'have it'}: say what becomes of them. It cannot be undone.`
          : 'Nobody has it. It cannot be undone.'
      }
      action="Delete the role"
      trigger={<Button>Delete</Button>}
      onConfirm={async () => {
        if (held && then === 'replace' && !chosen) return 'Choose the role that they get instead.'
        await act.run({
          roleId: role.id,
          ...(held ? { holders: then } : {}),
          ...(held && then === 'replace' && chosen ? { replaceBy: chosen.id } : {}),
        })
        toast.success(`${role.name} is deleted`)
        router.push('/access/roles')
        return undefined
      }}
    >
      {held && (
        <div className="flex flex-col gap-3">
          <RadioGroup
            legend="Who has it"
            name="holders"
            value={then}
            onValueChange={(value) => setThen(value === 'take' ? 'take' : 'replace')}
            options={[
              { value: 'replace', label: 'gets another role in its place', description: 'In the same scopes.' },
              {
                value: 'take',
                label: 'loses it',
                ...(role.holders && role.holders.groups > 0
                  ? {
                      disabled: true,
                      disabledReason: 'A group of a directory gives it: remove the mapping there first.',
                    }
                  : { description: 'What it allowed is refused from the next request on.' }),
              },
            ]}
          />
          {then === 'replace' && (
            <Field label="Role in its place">
              <NativeSelect
                value={replaceBy}
                onChange={(event) => setReplaceBy(event.target.value)}
                options={[
                  { value: '', label: 'Choose a role' },
                  ...others.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            </Field>
          )}
        </div>
      )}
    </ConfirmDialog>
  )
}
