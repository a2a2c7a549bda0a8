'use client'
import { getSecurity, giveProof, requestProof } from '@gatehouse/contracts/endpoints/account-security'
import { Dialog } from '@gatehouse/ui/dialog'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useEffect, useRef, useState } from 'react'
import { answerProofs } from '../../api/proof.ts'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { showPasskey } from './browser-passkey.ts'
import { FactorForm, type Way } from './factor-form.tsx'

/** Asks who it is when an act needs a fresh proof; the act goes on by itself afterwards. Once per app. */
export function ProofDialog() {
  const [open, setOpen] = useState(false)
  const settle = useRef<(proved: boolean) => void>(undefined)
  useEffect(
    () =>
      answerProofs(
        () =>
          new Promise((resolve) => {
            settle.current?.(false)
            settle.current = resolve
            setOpen(true)
          }),
      ),
    [],
  )
  const end = (proved: boolean) => {
    setOpen(false)
    settle.current?.(proved)
    settle.current = undefined
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && end(false)}
      title="Is it you?"
      description="This needs a proof of the last ten minutes."
    >
      {open && <Proof proved={() => end(true)} />}
    </Dialog>
  )
}

function Proof({ proved }: { proved: () => void }) {
  const security = useRead(read(getSecurity, {}))
  const prove = useAct(giveProof, { onDone: proved })
  const ask = useAct(requestProof)
  const give = (kind: Exclude<Way, 'passkey'>, text: string) =>
    prove.run({ proof: kind === 'password' ? { kind, password: text } : { kind, code: text } })
  return (
    <Loaded compact query={security} what="account" skeleton={<SkeletonText lines={3} />}>
      {({ provableBy, passkeyHost }) => {
        const ways = provableBy.filter((way) => way !== 'passkey' || passkeyHost === window.location.hostname)
        if (ways.length === 0)
          return (
            <p className="pb-2 text-sm">
              You came by an identity provider. <TextLink href="/sign-out">Sign in again</TextLink>, then do it within
              ten minutes.
            </p>
          )
        return (
          <FactorForm
            ways={ways}
            problem={prove.problem ?? ask.problem}
            running={prove.running || ask.running}
            give={give}
            passkey={async () => prove.run({ proof: { kind: 'passkey', ...(await showPasskey(await ask.run({}))) } })}
          />
        )
      }}
    </Loaded>
  )
}
