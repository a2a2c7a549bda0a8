'use client'
import { rotateMyCredential, updateMyCredential } from '@gatehouse/contracts/endpoints/my-applications'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { AddressesField, addressesOf, OverlapField, overlapOf } from './key-terms.tsx'
import type { KeyView } from './keys-card.tsx'

/** A new key beside the earlier one; shown once. */
export function RotateKeyDialog({ credential, onClose }: { credential: KeyView; onClose: () => void }) {
  const [made, setMade] = useState<string>()
  const rotate = useAct(rotateMyCredential, { onDone: ({ key }) => setMade(key) })
  return (
    <Dialog
      title={made ? `New key for “${credential.name}”` : `Rotate “${credential.name}” …${credential.last4}`}
      open
      onOpenChange={(next) => !next && !made && onClose()}
      closable={!made}
    >
      {made ? (
        <SecretOnce
          secret={made}
          label="New key"
          copies={[{ label: 'Copy for .env', value: `API_KEY=${made}\n` }]}
          onStored={onClose}
        >
          Put it where the earlier one is. If it is lost, rotate it in turn.
        </SecretOnce>
      ) : (
        <ProblemForm
          problem={rotate.problem}
          submit={(form) => rotate.run({ credentialId: credential.id, ...overlapOf(form) })}
        >
          <p className="text-muted text-sm">The new key has the same stage, scopes and addresses.</p>
          <OverlapField what="key" />
          <Button type="submit" variant="primary" className="self-end" loading={rotate.running}>
            Rotate key
          </Button>
        </ProblemForm>
      )}
    </Dialog>
  )
}

/** Name, addresses and end of a key. */
export function EditKeyDialog({ credential, onClose }: { credential: KeyView; onClose: () => void }) {
  const update = useAct(updateMyCredential, { onDone: onClose })
  return (
    <Dialog title={`Change “${credential.name}”`} open onOpenChange={(next) => !next && onClose()}>
      <ProblemForm
        problem={update.problem}
        submit={(form) => {
          const day = String(form.get('ends') ?? '')
          return update.run(
            {
              credentialId: credential.id,
              name: String(form.get('name')),
              ipRanges: addressesOf(form),
              expiresAt: day === '' ? null : new Date(`${day}T23:59:59`).toISOString(),
            },
            credential.etag,
          )
        }}
      >
        <Field label="Name" name="name" required>
          <Input maxLength={80} defaultValue={credential.name} />
        </Field>
        <Field label="Ends after" name="ends" optional hint="Empty: never. You get a mail a week and a day before.">
          <Input type="date" defaultValue={credential.expiresAt?.slice(0, 10) ?? ''} />
        </Field>
        <AddressesField ranges={credential.ipRanges} />
        <Button type="submit" variant="primary" className="self-end" loading={update.running}>
          Save
        </Button>
      </ProblemForm>
    </Dialog>
  )
}
