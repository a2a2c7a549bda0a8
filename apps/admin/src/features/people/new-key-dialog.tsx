'use client'
import { createManagementKey, type ServiceAccountView } from '@gatehouse/contracts/endpoints/service-accounts'
import { type Permission, permissionTexts } from '@gatehouse/contracts/permissions'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { organizationRead } from '../settings/queries.ts'
import { rolesRead } from './queries.ts'

/** Makes a management key with no more than it needs; shows it once. */
export function NewKeyDialog({ account, why }: { account: ServiceAccountView; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<string>()
  const roles = useRead(rolesRead(), { enabled: open })
  const organization = useRead(organizationRead(), { enabled: open })
  const create = useAct(createManagementKey, { onDone: (answer) => setMade(answer.key) })
  const allowed = (roles.data?.items ?? [])
    .filter((role) => account.roles.some((one) => one.role.id === role.id))
    .flatMap((role) => role.permissions)
  const scopes = [...new Set(allowed)]
  if (why) {
    return (
      <ActButton variant="primary" why={why}>
        New key
      </ActButton>
    )
  }
  const submit = (data: FormData) => {
    const days = Number(data.get('days'))
    return create.run({
      serviceAccountId: account.id,
      name: String(data.get('name')),
      scopes: data.getAll('scopes').map(String) as Permission[],
      ...(days > 0 ? { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() } : {}),
    })
  }
  const controlUrl = organization.data?.controlUrl ?? ''
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setMade(undefined)
        create.reset()
      }}
      title={made ? 'The key, shown once' : `New key for ${account.name}`}
      trigger={<Button variant="primary">New key</Button>}
      footer={
        !made && (
          <Button type="submit" form={form} variant="primary" loading={create.running} disabled={scopes.length === 0}>
            Create key
          </Button>
        )
      }
    >
      {made ? (
        <SecretOnce
          label="Management key"
          secret={made}
          copies={[
            { label: 'Copy as .env', value: `GATEHOUSE_URL=${controlUrl}\nGATEHOUSE_KEY=${made}` },
            { label: 'Copy as curl', value: `curl -H 'authorization: Bearer ${made}' ${controlUrl}/api/v1/apis` },
          ]}
          onStored={() => setOpen(false)}
        >
          If it is lost, revoke it and make another.
        </SecretOnce>
      ) : (
        <ProblemForm id={form} problem={create.problem} submit={submit}>
          {roles.data && scopes.length === 0 && (
            <Banner tone="warn" title="It has no role yet">
              A key can hold only what the account’s roles allow. Give it a role first.
            </Banner>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" name="name" required>
              <Input maxLength={80} placeholder="main pipeline" autoFocus />
            </Field>
            <Field label="Expires" name="days">
              <NativeSelect
                defaultValue="365"
                options={[
                  { value: '30', label: 'in 30 days' },
                  { value: '90', label: 'in 90 days' },
                  { value: '365', label: 'in a year' },
                  { value: '0', label: 'never' },
                ]}
              />
            </Field>
          </div>
          <fieldset className="flex flex-col gap-2">
            <legend className="pb-1 font-medium text-sm">May</legend>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                name="scopes"
                value={scope}
                label={permissionTexts[scope]}
                description={scope}
                defaultChecked
              />
            ))}
          </fieldset>
        </ProblemForm>
      )}
    </Dialog>
  )
}
