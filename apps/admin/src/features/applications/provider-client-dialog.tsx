'use client'
import { registerExternalClient } from '@gatehouse/contracts/endpoints/external-clients'
import { linkExternalClient } from '@gatehouse/contracts/endpoints/token-rules'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { Textarea } from '@gatehouse/ui/textarea'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { providersRead } from '../identity/queries.ts'
import { stagesRead } from '../stages/queries.ts'
import { wordsOf } from './key-fields.tsx'

type Way = 'link' | 'register'
type Made = { clientId: string; clientSecret: string | null }

/**
 * Lets a client of an identity provider call as the application: one that is there already, by its id, or a new one that is made at the
 * provider (RFC 7591). Nothing to see where no provider issues tokens, or for who may not know of providers.
 */
export function ProviderClient({ applicationId }: { applicationId: string }) {
  const mayRead = useMay('identity.read').allowed
  const mayManage = useMay('application.manage').allowed
  const providers = useRead(providersRead(), { enabled: mayRead && mayManage }).data?.items.filter(
    ({ kind, enabled }) => kind === 'oidc' && enabled,
  )
  return providers === undefined || providers.length === 0 ? null : (
    <ProviderClientDialog applicationId={applicationId} providers={providers} />
  )
}

function ProviderClientDialog({
  applicationId,
  providers,
}: {
  applicationId: string
  providers: readonly { id: string; name: string }[]
}) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [way, setWay] = useState<Way>('link')
  const [made, setMade] = useState<Made>()
  const stages = useRead(stagesRead(), { enabled: open }).data?.items.filter(({ exposure }) => exposure !== 'hidden')
  const close = () => {
    setOpen(false)
    setMade(undefined)
    link.reset()
    register.reset()
  }
  const link = useAct(linkExternalClient, { onDone: () => close() })
  const register = useAct(registerExternalClient, { onDone: setMade })
  const act = way === 'link' ? link : register

  const submit = (data: FormData) => {
    const place = {
      applicationId: applicationId as Id<'application'>,
      stageId: String(data.get('stageId')) as Id<'stage'>,
      identityProviderId: String(data.get('identityProviderId')) as Id<'identityProvider'>,
    }
    if (way === 'link') return link.run({ ...place, clientId: String(data.get('clientId')) })
    const redirectUris = wordsOf(data.get('redirectUris'))
    const token = String(data.get('initialAccessToken') ?? '')
    return register.run({
      ...place,
      name: String(data.get('name')),
      grants: redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : ['client_credentials'],
      redirectUris,
      ...(token === '' ? {} : { initialAccessToken: token }),
    })
  }

  return (
    <Dialog
      open={open}
      // What was not stored is not lost by a press beside the dialog.
      onOpenChange={(next) => (next ? setOpen(true) : made === undefined && close())}
      closable={made === undefined}
      title={made === undefined ? 'Provider’s client' : 'The client, made at the provider'}
      {...(made === undefined
        ? {
            description:
              'Tokens of this client count as the application’s where an API takes the provider’s tokens. Revoke it like a key.',
          }
        : {})}
      trigger={<Button size="sm">Provider’s client</Button>}
      footer={
        made === undefined && (
          <Button type="submit" form={form} variant="primary" loading={act.running} disabled={!stages?.length}>
            {way === 'link' ? 'Link client' : 'Make client'}
          </Button>
        )
      }
    >
      {made === undefined ? (
        <ProblemForm id={form} problem={act.problem} submit={submit}>
          <RadioGroup
            legend="The client"
            hideLegend
            name="way"
            look="cards"
            value={way}
            onValueChange={(value) => setWay(value === 'register' ? 'register' : 'link')}
            options={[
              { value: 'link', label: 'Is there already', description: 'You know its id.' },
              { value: 'register', label: 'Make it there', description: 'By dynamic registration (RFC 7591).' },
            ]}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Identity provider" name="identityProviderId" required>
              <NativeSelect options={providers.map(({ id, name }) => ({ value: id, label: name }))} />
            </Field>
            <Field label="Stage" name="stageId" required>
              <NativeSelect options={(stages ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
            </Field>
          </div>
          {way === 'link' ? (
            <Field
              label="Client id"
              name="clientId"
              required
              hint="As the provider’s tokens name it: their client_id or azp."
            >
              <Input mono maxLength={300} />
            </Field>
          ) : (
            <NewClientFields />
          )}
        </ProblemForm>
      ) : (
        <MadeClient made={made} onStored={close} />
      )}
    </Dialog>
  )
}

function NewClientFields() {
  return (
    <>
      <Field label="Name" name="name" required hint="As the provider shows it.">
        <Input maxLength={80} />
      </Field>
      <Field
        label="Redirect addresses"
        name="redirectUris"
        optional
        hint="One per line, for an application in which people sign in. Empty: it calls for itself."
      >
        <Textarea mono rows={2} placeholder="https://app.example.com/callback" />
      </Field>
      <Field
        label="Initial access token"
        name="initialAccessToken"
        optional
        hint="Where the provider asks for one. It is used once and not stored."
      >
        <Input type="password" mono autoComplete="off" />
      </Field>
    </>
  )
}

function MadeClient({ made: { clientId, clientSecret }, onStored }: { made: Made; onStored: () => void }) {
  return (
    <div className="flex flex-col gap-4 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        Client id <code className="break-all">{clientId}</code>
        <CopyButton value={clientId} label="Copy the client id" />
      </p>
      {clientSecret === null ? (
        <>
          <p className="text-muted">The provider gave it no secret.</p>
          <Button className="self-start" onClick={onStored}>
            Done
          </Button>
        </>
      ) : (
        <SecretOnce
          label="Client secret"
          secret={clientSecret}
          copies={[{ label: 'Copy for .env', value: `CLIENT_ID=${clientId}\nCLIENT_SECRET=${clientSecret}\n` }]}
          onStored={onStored}
        >
          If it is lost, revoke the client and make another.
        </SecretOnce>
      )}
    </div>
  )
}
