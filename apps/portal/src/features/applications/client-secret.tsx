'use client'
import { rotateMyClientSecret } from '@gatehouse/contracts/endpoints/oauth-clients'
import { Button } from '@gatehouse/ui/button'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Dialog } from '@gatehouse/ui/dialog'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { clientSamples } from './client-samples.ts'
import { OverlapField } from './key-terms.tsx'
import type { KeyView } from './keys-card.tsx'

type MadeClientProps = { credential: KeyView; secret: string | null; issuer: string; onStored: () => void }

/** A client's id, its secret once, and how it gets its first token. */
export function MadeClient({ credential, secret, issuer, onStored }: MadeClientProps) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="text-sm">
        Client ID <CopyableId value={credential.id} shorten={false} />
      </p>
      {secret !== null && (
        <SecretOnce
          secret={secret}
          label="Client secret"
          copies={[{ label: 'Copy for .env', value: `CLIENT_ID=${credential.id}\nCLIENT_SECRET=${secret}\n` }]}
          onStored={onStored}
        >
          If it is lost, give the client a new one.
        </SecretOnce>
      )}
      <Samples credential={credential} secret={secret} issuer={issuer} />
      {secret === null && (
        <Button variant="primary" className="self-end" onClick={onStored}>
          Done
        </Button>
      )}
    </div>
  )
}

function Samples({ credential, secret, issuer }: { credential: KeyView; secret: string | null; issuer: string }) {
  const { client, scopes, id } = credential
  if (client === null) return null
  return clientSamples({ issuer, clientId: id, secret, client, scopes }).map(({ title, code, language }) => (
    <CodeBlock key={title} title={title} code={code} language={language} wrap />
  ))
}

/** How a client that exists gets a token; its secret is not known any more. */
export function ClientSamplesDialog({
  credential,
  issuer,
  onClose,
}: {
  credential: KeyView
  issuer: string
  onClose: () => void
}) {
  return (
    <Dialog title={`A token for ${credential.name}`} size="md" open onOpenChange={(next) => !next && onClose()}>
      <div className="flex min-w-0 flex-col gap-4">
        <Samples credential={credential} secret={null} issuer={issuer} />
        <p className="text-muted text-sm">
          Send the token as <code>Authorization: Bearer …</code> instead of a key. Everything else stands at{' '}
          <code className="break-all">{issuer}/.well-known/openid-configuration</code>.
        </p>
      </div>
    </Dialog>
  )
}

/** A new secret; the earlier one stays good for the overlap. */
export function RotateSecretDialog({
  credential,
  issuer,
  onClose,
}: {
  credential: KeyView
  issuer: string
  onClose: () => void
}) {
  const [made, setMade] = useState<string>()
  const rotate = useAct(rotateMyClientSecret, { onDone: ({ secret }) => setMade(secret) })
  return (
    <Dialog
      title={`New secret for ${credential.name}`}
      size="md"
      open
      onOpenChange={(next) => !next && !made && onClose()}
      closable={!made}
    >
      {made ? (
        <MadeClient credential={credential} secret={made} issuer={issuer} onStored={onClose} />
      ) : (
        <ProblemForm
          problem={rotate.problem}
          submit={(form) => rotate.run({ credentialId: credential.id, overlapHours: Number(form.get('overlap')) })}
        >
          <OverlapField what="secret" dated={false} />
          <Button type="submit" variant="primary" className="self-end" loading={rotate.running}>
            Make new secret
          </Button>
        </ProblemForm>
      )}
    </Dialog>
  )
}
