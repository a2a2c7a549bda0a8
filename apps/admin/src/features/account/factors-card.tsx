'use client'
import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  getSecurity,
  type PasskeyView,
  removePasskey,
  removeTotp,
  renamePasskey,
  renewRecoveryCodes,
  type SecurityView,
} from '@gatehouse/contracts/endpoints/account-security'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { makePasskey, PasskeyRefused } from './browser-passkey.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetUp } from './totp-set-up.tsx'

export const securityRead = () => read(getSecurity, {})

/** What signing in asks for beside the password: authenticator app, passkeys, recovery codes. */
export function FactorsCard() {
  const security = useRead(securityRead())
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  return (
    <Card
      flush
      title="Second factor"
      description="Asked for after the password, so that a stolen password is not enough. A passkey also signs in alone."
    >
      <Loaded
        compact
        query={security}
        what="account"
        skeleton={
          <div className="p-4">
            <SkeletonText lines={4} />
          </div>
        }
      >
        {(view) => (
          <ul className="divide-y divide-line">
            <TotpRow view={view} given={setCodes} />
            <PasskeyRow view={view} given={setCodes} />
            {view.passkeys.map((passkey) => (
              <OnePasskey key={passkey.id} passkey={passkey} />
            ))}
            <CodesRow view={view} given={setCodes} />
          </ul>
        )}
      </Loaded>
      <Dialog open={codes !== null} onOpenChange={() => undefined} closable={false} title="Your recovery codes">
        {codes && <RecoveryCodes codes={codes} done={() => setCodes(null)} />}
      </Dialog>
    </Card>
  )
}

function Row({ title, children, actions }: { title: ReactNode; children: ReactNode; actions?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex items-center gap-2 font-medium">{title}</p>
        <div className="text-muted">{children}</div>
      </div>
      {actions}
    </li>
  )
}

type RowProps = { view: SecurityView; given: (codes: readonly string[] | null) => void }

function TotpRow({ view, given }: RowProps) {
  const [shown, setShown] = useState<{ secret: string; uri: string; qr: string }>()
  const begin = useAct(beginTotp, { onDone: setShown })
  const confirm = useAct(confirmTotp, {
    onDone: ({ recoveryCodes }) => {
      setShown(undefined)
      given(recoveryCodes)
      toast.success('The authenticator app is set up')
    },
  })
  const remove = useAct(removeTotp)
  const { totp } = view
  return (
    <Row
      title={
        <>
          Authenticator app {totp && <Badge tone="ok">On</Badge>}
          {!totp && view.factorNeeded && view.passkeys.length === 0 && <Badge tone="warn">Asked for</Badge>}
        </>
      }
      actions={
        totp ? (
          <ConfirmDialog
            title="Remove the authenticator app?"
            consequence="Its codes no longer sign in."
            action="Remove"
            onConfirm={async () => {
              await remove.run({})
            }}
            trigger={<Button size="sm">Remove</Button>}
          />
        ) : (
          <Button size="sm" loading={begin.running} onClick={() => void begin.run({}).catch(() => undefined)}>
            Set up app
          </Button>
        )
      }
    >
      {totp ? (
        <>
          Since <RelativeTime value={totp.since} />
        </>
      ) : (
        'Six digits that change every half minute.'
      )}
      <ProblemBanner problem={begin.problem} />
      <Dialog
        open={shown !== undefined}
        onOpenChange={(open) => !open && setShown(undefined)}
        title="Set up an authenticator app"
      >
        {shown && (
          <TotpSetUp
            shown={shown}
            problem={confirm.problem}
            running={confirm.running}
            confirm={(code) => confirm.run({ code })}
          />
        )}
      </Dialog>
    </Row>
  )
}

/** The page's host never changes; on the server there is none, and the first paint is the same on both sides. */
const unchanging = () => () => undefined

function PasskeyRow({ view, given }: RowProps) {
  const [naming, setNaming] = useState(false)
  const [refused, setRefused] = useState<string>()
  const begin = useAct(beginPasskey)
  const add = useAct(addPasskey)
  const host = useSyncExternalStore(
    unchanging,
    () => window.location.hostname,
    () => null,
  )
  const here = view.passkeyHost === host
  const make = async (name: string) => {
    setRefused(undefined)
    try {
      const made = await makePasskey(await begin.run({}))
      const { recoveryCodes } = await add.run({ name, ...made })
      setNaming(false)
      given(recoveryCodes)
      toast.success('The passkey is added')
    } catch (error) {
      if (error instanceof PasskeyRefused) setRefused(error.message)
    }
  }
  return (
    <Row
      title="Passkeys"
      actions={
        here && (
          <Button size="sm" onClick={() => setNaming(true)}>
            Add passkey
          </Button>
        )
      }
    >
      {here ? (
        'Finger, face or number of a device; nothing to remember and nothing to phish.'
      ) : view.passkeyUrl ? (
        <>
          Browsers keep passkeys for names, not numbers: open{' '}
          <TextLink href={view.passkeyUrl}>{view.passkeyUrl}</TextLink> to use them.
        </>
      ) : (
        'Browsers keep passkeys for host names; this address is a number.'
      )}
      <Dialog open={naming} onOpenChange={setNaming} title="Add a passkey">
        <ProblemForm problem={begin.problem ?? add.problem} submit={(form) => make(String(form.get('name')))}>
          <Field label="Name" name="name" required hint="So that you know it again, like “Work laptop”.">
            <Input maxLength={80} autoFocus defaultValue="" />
          </Field>
          {refused && (
            <p role="status" className="text-sm text-warn-text">
              {refused}
            </p>
          )}
          <Button type="submit" variant="primary" block loading={begin.running || add.running}>
            Go on in the browser
          </Button>
        </ProblemForm>
      </Dialog>
    </Row>
  )
}

function OnePasskey({ passkey }: { passkey: PasskeyView }) {
  const [renaming, setRenaming] = useState(false)
  const rename = useAct(renamePasskey, { onDone: () => setRenaming(false) })
  const remove = useAct(removePasskey)
  return (
    <Row
      title={
        <>
          <span className="truncate">{passkey.name}</span>
          {passkey.backedUp && <Badge>Synced</Badge>}
        </>
      }
      actions={
        <span className="flex gap-2">
          <Button size="sm" variant="ghost" onClick={() => setRenaming(true)}>
            Rename
          </Button>
          <ConfirmDialog
            title={`Remove “${passkey.name}”?`}
            consequence="It no longer signs in. Delete it on the device, too."
            action="Remove"
            onConfirm={async () => {
              await remove.run({ passkeyId: passkey.id })
            }}
            trigger={<Button size="sm">Remove</Button>}
          />
        </span>
      }
    >
      At {passkey.host} · added <RelativeTime value={passkey.createdAt} /> ·{' '}
      {passkey.lastUsedAt ? (
        <>
          last used <RelativeTime value={passkey.lastUsedAt} />
        </>
      ) : (
        'not used yet'
      )}
      <Dialog open={renaming} onOpenChange={setRenaming} title="Rename the passkey">
        <ProblemForm
          problem={rename.problem}
          submit={(form) => rename.run({ passkeyId: passkey.id, name: String(form.get('name')) })}
        >
          <Field label="Name" name="name" required>
            <Input maxLength={80} autoFocus defaultValue={passkey.name} />
          </Field>
          <Button type="submit" variant="primary" block loading={rename.running}>
            Save
          </Button>
        </ProblemForm>
      </Dialog>
    </Row>
  )
}

function CodesRow({ view, given }: RowProps) {
  const renew = useAct(renewRecoveryCodes, { onDone: ({ recoveryCodes }) => given(recoveryCodes) })
  if (view.totp === null && view.passkeys.length === 0) return null
  return (
    <Row
      title={
        <>Recovery codes {view.recoveryCodesLeft < 3 && <Badge tone="warn">{view.recoveryCodesLeft} left</Badge>}</>
      }
      actions={
        <ConfirmDialog
          title="Make new recovery codes?"
          consequence="The ones that you have no longer work."
          action="Make new ones"
          tone="primary"
          onConfirm={async () => {
            await renew.run({})
          }}
          trigger={<Button size="sm">Make new ones</Button>}
        />
      }
    >
      {view.recoveryCodesLeft} of 10 are left, for when the other factor is lost.
    </Row>
  )
}
