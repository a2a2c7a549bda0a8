'use client'
import { createJobRule, type ServiceAccountView } from '@gatehouse/contracts/endpoints/service-accounts'
import { type Permission, permissionTexts } from '@gatehouse/contracts/permissions'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { organizationRead } from '../settings/queries.ts'
import { claimsOf, type Preset, presets, workflowOf } from './job-rule-presets.ts'
import { rolesRead } from './queries.ts'

/** What the examples in examples/ci need; whatever else the account's roles hold is asked for by hand. */
const ofPipelines: ReadonlySet<Permission> = new Set([
  'team.read',
  'stage.read',
  'api.read',
  'api.create',
  'api.edit',
  'api.deploy',
  'api.promote',
])

/** Lets the jobs of one repository or project sign in as the account, and shows the lines that make them. */
export function NewJobRuleDialog({ account, why }: { account: ServiceAccountView; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<Preset['value']>('github')
  const [made, setMade] = useState(false)
  const roles = useRead(rolesRead(), { enabled: open })
  const controlUrl = useRead(organizationRead(), { enabled: open }).data?.controlUrl ?? ''
  const create = useAct(createJobRule, { onDone: () => setMade(true) })
  const preset = presets.find(({ value }) => value === kind) ?? presets[0]
  const scopes = [
    ...new Set(
      (roles.data?.items ?? [])
        .filter((role) => account.roles.some((one) => one.role.id === role.id))
        .flatMap((role) => role.permissions),
    ),
  ]
  if (why) return <ActButton why={why}>New rule</ActButton>
  const submit = (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const days = Number(data.get('days'))
    return create.run({
      serviceAccountId: account.id,
      name: text('name'),
      issuer: text('issuer').replace(/\/+$/, ''),
      audience: controlUrl,
      claims: claimsOf(kind, text('place'), text('limit')),
      scopes: data.getAll('scopes').map(String) as Permission[],
      expiresAt: days > 0 ? new Date(Date.now() + days * 86_400_000).toISOString() : null,
    })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setMade(false)
        create.reset()
      }}
      title={made ? 'The rule holds' : `Let jobs sign in as ${account.name}`}
      trigger={<Button size="sm">New rule</Button>}
      footer={
        made ? (
          <Button variant="primary" onClick={() => setOpen(false)}>
            Done
          </Button>
        ) : (
          <Button type="submit" form={form} variant="primary" loading={create.running} disabled={scopes.length === 0}>
            Create rule
          </Button>
        )
      }
    >
      {made ? (
        <div className="flex flex-col gap-3">
          <p className="text-muted text-sm">These lines make a job sign in; later commands need nothing more.</p>
          <CodeBlock code={workflowOf(kind, controlUrl)} language="yaml" />
        </div>
      ) : (
        <ProblemForm id={form} problem={create.problem} submit={submit}>
          {roles.data && scopes.length === 0 && (
            <Banner tone="warn" title="It has no role yet">
              A job can hold only what the account’s roles allow. Give it a role first.
            </Banner>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" name="name" required>
              <Input maxLength={80} placeholder="Release" autoFocus />
            </Field>
            <Field label="Pipeline" name="kind">
              <NativeSelect
                value={kind}
                onChange={(event) => setKind(event.currentTarget.value as Preset['value'])}
                options={presets.map(({ value, label }) => ({ value, label }))}
              />
            </Field>
            <Field label={preset?.place.label ?? ''} name="place" required>
              <Input placeholder={preset?.place.placeholder ?? ''} spellCheck={false} />
            </Field>
            <Field label={preset?.limit.label ?? ''} name="limit" hint={preset?.limit.hint ?? ''}>
              <Input
                key={kind}
                placeholder={preset?.limit.placeholder ?? ''}
                defaultValue={kind === 'other' ? '' : 'main'}
                spellCheck={false}
              />
            </Field>
            <Field label="Issuer" name="issuer" required hint="Your own server’s address where you run one.">
              <Input key={kind} type="url" defaultValue={preset?.issuer ?? ''} spellCheck={false} />
            </Field>
            <Field label="Ends" name="days">
              <NativeSelect
                defaultValue="365"
                options={[
                  { value: '90', label: 'in 90 days' },
                  { value: '365', label: 'in a year' },
                  { value: '0', label: 'never' },
                ]}
              />
            </Field>
          </div>
          <fieldset className="flex flex-col gap-2">
            <legend className="pb-1 font-medium text-sm">May</legend>
            {roles.isPending && <SkeletonText lines={4} />}
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                name="scopes"
                value={scope}
                label={permissionTexts[scope]}
                description={scope}
                defaultChecked={ofPipelines.has(scope)}
              />
            ))}
          </fieldset>
        </ProblemForm>
      )}
    </Dialog>
  )
}
