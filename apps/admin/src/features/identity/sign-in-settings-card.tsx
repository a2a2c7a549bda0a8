'use client'
import { putSignInSettings, type SignInSettingsView } from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Id } from '@gatehouse/contracts/ids'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { peopleRead } from '../people/queries.ts'
import { signInSettingsRead } from './queries.ts'

/** How persons sign in: passwords on or off, who may still use one, and what happens while a provider is away. */
export function SignInSettingsCard() {
  const query = useRead(signInSettingsRead())
  return (
    <Card
      title="Signing in"
      description="For everybody, whichever provider they come by. Changes hold for the next sign-in."
      className="max-w-[45rem]"
    >
      <Loaded
        query={query}
        what="sign-in settings"
        needs="identity.read"
        compact
        skeleton={<SkeletonText lines={4} label="Reading the settings" />}
      >
        {(settings) => <SettingsForm key={settings.etag} settings={settings} />}
      </Loaded>
    </Card>
  )
}

function SettingsForm({ settings }: { settings: SignInSettingsView }) {
  const manage = useMay('identity.manage')
  const save = useAct(putSignInSettings, { onDone: () => toast.success('Saved. It holds for the next sign-in.') })
  const away = settings.providerAwayMinutes
  return (
    <ProblemForm
      problem={save.problem}
      submit={(data) => {
        const minutes = String(data.get('providerAwayMinutes') ?? '').trim()
        return save.run(
          {
            local: data.get('local') !== null,
            membersNeedFactor: data.get('membersNeedFactor') !== null,
            breakGlass: data.getAll('breakGlass').map((id) => String(id) as Id<'person'>),
            providerAwayMinutes: minutes === '' ? null : Number(minutes),
          },
          settings.etag,
        )
      }}
    >
      <fieldset disabled={!manage.allowed} className="flex flex-col gap-4">
        <Checkbox
          name="local"
          defaultChecked={settings.local}
          label="Passwords and passkeys of Gatehouse are taken"
          description="Off: persons sign in with an identity provider only, break-glass accounts aside."
        />
        <Checkbox
          name="membersNeedFactor"
          defaultChecked={settings.membersNeedFactor}
          label="Members who use a password need a second factor"
          description="Who has none sets one up at the next sign-in. What the provider asks for is the provider’s affair."
        />
        <BreakGlass settings={settings} />
        <Field
          label="Minutes that a provider may be away before its persons are signed out"
          name="providerAwayMinutes"
          optional
          hint="Empty: sessions live on to their own end. Nobody can sign in anew while it is away; tokens at the gateways are checked with the keys that were fetched last."
        >
          <Input type="number" min={5} max={10_080} defaultValue={away ?? ''} className="max-w-40" />
        </Field>
      </fieldset>
      <div>
        {manage.allowed ? (
          <Button type="submit" loading={save.running}>
            Save
          </Button>
        ) : (
          <ActButton why={manage.why}>Save</ActButton>
        )}
      </div>
    </ProblemForm>
  )
}

/** Accounts for the day on which the provider is away. */
function BreakGlass({ settings }: { settings: SignInSettingsView }) {
  const people = useRead(peopleRead({ hat: 'member', state: 'active', limit: 100 }))
  const chosen = new Map(settings.breakGlass.map((person) => [person.personId as string, person]))
  const weak = settings.breakGlass.filter(({ usable }) => !usable)
  const others = people.data?.items.filter(({ id }) => !chosen.has(id)) ?? []
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">Break-glass accounts</legend>
      <p className="text-muted text-sm">
        May use a password while passwords are off. Each of their sign-ins is told to everybody who manages identity.
      </p>
      {weak.length > 0 && (
        <Banner compact tone="warn">
          Of no help as it is, for want of a password or of the right to manage identity:{' '}
          {weak.map(({ name }) => name).join(', ')}.
        </Banner>
      )}
      <div className="flex max-h-56 flex-col gap-2 overflow-y-auto rounded-md border border-line p-3">
        {settings.breakGlass.map(({ personId, name, hasFactor }) => (
          <Checkbox
            key={personId}
            name="breakGlass"
            value={personId}
            defaultChecked
            label={name}
            description={hasFactor ? 'Has a second factor' : 'Has no second factor'}
          />
        ))}
        {others.map(({ id, name, email }) => (
          <Checkbox key={id} name="breakGlass" value={id} label={name} description={email ?? ''} />
        ))}
      </div>
    </fieldset>
  )
}
