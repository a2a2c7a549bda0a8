'use client'
import { updateMyClient } from '@gatehouse/contracts/endpoints/oauth-clients'
import type { IssuerGrant } from '@gatehouse/contracts/issuer-policy'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { CatalogueField, GrantsField, type Issuer, linesOf, RedirectsField } from './client-fields.tsx'
import { AddressesField, addressesOf } from './key-terms.tsx'
import type { KeyView } from './keys-card.tsx'

/** What a client may; what is taken from it ends with the tokens that it has. */
export function ClientForm({
  credential,
  issuer,
  onClose,
}: {
  credential: KeyView
  issuer: Issuer
  onClose: () => void
}) {
  const { client, scopes, ipRanges, name } = credential
  const [grants, setGrants] = useState<ReadonlySet<IssuerGrant>>(new Set(client?.grants))
  const update = useAct(updateMyClient, { onDone: onClose })
  if (client === null) return null
  // What Security switched off may stay where it is, but does nothing.
  const offered = [...new Set([...issuer.policy.grants, ...client.grants])].filter(
    (grant) => grant !== 'client_credentials' || client.authMethod !== 'none',
  )
  const people = grants.has('authorization_code')
  return (
    <Dialog title={`Change ${name}`} size="md" open onOpenChange={(next) => !next && onClose()}>
      <ProblemForm
        problem={update.problem}
        submit={(form) =>
          update.run(
            {
              credentialId: credential.id,
              name: String(form.get('name')),
              scopes: form.getAll('scopes').map(String),
              ipRanges: addressesOf(form),
              grants: offered.filter((grant) => grants.has(grant)),
              redirectUris: people ? linesOf(form.get('redirectUris')) : [],
            },
            credential.etag,
          )
        }
      >
        <Field label="Name" name="name" required>
          <Input maxLength={80} defaultValue={name} />
        </Field>
        <GrantsField offered={offered} grants={grants} onChange={setGrants} />
        {people && <RedirectsField uris={client.redirectUris} />}
        <CatalogueField issuer={issuer} chosen={scopes} />
        <AddressesField ranges={ipRanges} />
        <p className="text-muted text-sm">
          What you take from it ends its tokens at once. How it proves who it is stays; for that, make another client.
        </p>
        <Button
          type="submit"
          variant="primary"
          className="self-end"
          loading={update.running}
          disabled={grants.size === 0}
        >
          Save
        </Button>
      </ProblemForm>
    </Dialog>
  )
}
