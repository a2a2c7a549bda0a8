'use client'
import { createMyClient } from '@gatehouse/contracts/endpoints/oauth-clients'
import type { Id } from '@gatehouse/contracts/ids'
import type { IssuerGrant } from '@gatehouse/contracts/issuer-policy'
import type { ClientAuthMethod } from '@gatehouse/contracts/oauth-client'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import type { ApplicationView } from './applications-page.tsx'
import {
  CatalogueField,
  GrantsField,
  type Issuer,
  KeysField,
  linesOf,
  RedirectsField,
  readKeys,
} from './client-fields.tsx'
import { MadeClient } from './client-secret.tsx'
import { authText } from './client-text.ts'
import { AddressesField, addressesOf } from './key-terms.tsx'
import type { KeyView } from './keys-card.tsx'
import { stagesRead } from './queries.ts'

type Made = { credential: KeyView; secret: string | null }

/** Button and dialog: what the client is for, how it proves itself; then its secret once, with the first token. */
export function CreateClient({ application, issuer }: { application: ApplicationView; issuer: Issuer }) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<Made>()
  const close = () => {
    setOpen(false)
    setMade(undefined)
  }
  const secret = made?.secret ?? null
  return (
    <Dialog
      title={made ? made.credential.name : 'New OAuth client'}
      open={open}
      onOpenChange={(next) => (next ? setOpen(true) : secret === null && close())}
      closable={secret === null}
      size="md"
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />}>
          New client
        </Button>
      }
    >
      {made ? (
        <MadeClient credential={made.credential} secret={made.secret} issuer={issuer.issuer} onStored={close} />
      ) : (
        <Form application={application} issuer={issuer} onMade={setMade} />
      )}
    </Dialog>
  )
}

function Form({
  application,
  issuer,
  onMade,
}: {
  application: ApplicationView
  issuer: Issuer
  onMade: (made: Made) => void
}) {
  const stages = useRead(stagesRead()).data?.items ?? []
  const offered = issuer.policy.grants
  const [grants, setGrants] = useState<ReadonlySet<IssuerGrant>>(new Set(offered.slice(0, 1)))
  const [authMethod, setAuthMethod] = useState<ClientAuthMethod>('client_secret_basic')
  const [wrongKeys, setWrongKeys] = useState<string>()
  const create = useAct(createMyClient, { onDone: onMade })
  const people = grants.has('authorization_code')
  const methods = (Object.keys(authText) as ClientAuthMethod[]).filter(
    (method) => method !== 'none' || !grants.has('client_credentials'),
  )
  const method = methods.includes(authMethod) ? authMethod : 'client_secret_basic'
  return (
    <ProblemForm
      problem={create.problem}
      submit={async (form) => {
        const keys = method === 'private_key_jwt' ? readKeys(form.get('keys')) : []
        setWrongKeys(keys === undefined ? 'This is no JSON of a key or a set of keys.' : undefined)
        if (keys === undefined) return
        await create.run({
          applicationId: application.id,
          stageId: String(form.get('stage')) as Id<'stage'>,
          name: String(form.get('name')),
          scopes: form.getAll('scopes').map(String),
          ipRanges: addressesOf(form),
          client: {
            authMethod: method,
            grants: offered.filter((grant) => grants.has(grant)),
            redirectUris: people ? linesOf(form.get('redirectUris')) : [],
            keys,
          },
        })
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" name="name" required>
          <Input maxLength={80} placeholder="Web shop" autoFocus />
        </Field>
        <Field label="Stage" name="stage" required>
          <NativeSelect options={stages.map(({ id, name }) => ({ value: id, label: name }))} />
        </Field>
      </div>
      <GrantsField offered={offered} grants={grants} onChange={setGrants} />
      <RadioGroup
        legend="It proves who it is by"
        name="authMethod"
        value={method}
        onValueChange={(value) => setAuthMethod(value as ClientAuthMethod)}
        options={methods.map((value) => ({
          value,
          label: authText[value].label,
          description: authText[value].description,
        }))}
      />
      {method === 'private_key_jwt' && <KeysField error={wrongKeys} />}
      {people && <RedirectsField />}
      <CatalogueField issuer={issuer} />
      <AddressesField />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        loading={create.running}
        disabled={grants.size === 0}
      >
        Create client
      </Button>
    </ProblemForm>
  )
}
