'use client'
import { goOn, type SignInNext } from '@gatehouse/auth/session/sign-in-client'
import {
  confirmEnrolPasskey,
  confirmEnrolTotp,
  enrolPasskey,
  enrolTotp,
  giveFactor,
  requestPasskey,
  signInWithPasskey,
} from '@gatehouse/contracts/endpoints/account-security'
import type { FactorKind, SignInStep } from '@gatehouse/contracts/endpoints/sign-in'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { TextLink } from '@gatehouse/ui/text-link'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { makePasskey, PasskeyRefused, showPasskey } from './browser-passkey.ts'
import { FactorForm } from './factor-form.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetUp } from './totp-set-up.tsx'

type Step = { ticket: string; next: (outcome: SignInNext) => void }

/** The second factor after the password. */
export function FactorStep({ ticket, factors, next }: Step & { factors: readonly FactorKind[] }) {
  const give = useAct(giveFactor)
  const ask = useAct(requestPasskey)
  const settle = async (step: SignInStep) => next(await goOn(step))
  return (
    <>
      <FactorForm
        ways={factors}
        problem={give.problem ?? ask.problem}
        running={give.running || ask.running}
        give={async (kind, code) => {
          if (kind !== 'password') await settle(await give.run({ ticket, factor: { kind, code } }))
        }}
        passkey={async () => {
          const shown = await showPasskey(await ask.run({ ticket }))
          await settle(await give.run({ ticket, factor: { kind: 'passkey', ...shown } }))
        }}
      />
      <p className="mt-4 text-center text-muted text-sm">
        <TextLink href="/sign-in" quiet>
          Start again
        </TextLink>
      </p>
    </>
  )
}

/** A factor that the organization asks for and the person has not set up yet. */
export function EnrolStep({ ticket, next }: Step) {
  const begin = useAct(enrolTotp)
  const confirm = useAct(confirmEnrolTotp)
  const ask = useAct(enrolPasskey)
  const add = useAct(confirmEnrolPasskey)
  const [shown, setShown] = useState<{ secret: string; uri: string; qr: string }>()
  const [refused, setRefused] = useState<string>()
  const [done, setDone] = useState<{ step: SignInStep; recoveryCodes: string[] }>()
  if (done)
    return (
      <RecoveryCodes
        codes={done.recoveryCodes}
        action="I stored them, go on"
        done={() => void goOn(done.step).then(next)}
      />
    )
  if (shown)
    return (
      <TotpSetUp
        shown={shown}
        problem={confirm.problem}
        running={confirm.running}
        confirm={async (code) => setDone(await confirm.run({ ticket, code }))}
      />
    )
  const passkey = async () => {
    setRefused(undefined)
    try {
      const made = await makePasskey(await ask.run({ ticket }))
      setDone(await add.run({ ticket, name: 'First passkey', ...made }))
    } catch (error) {
      if (error instanceof PasskeyRefused) setRefused(error.message)
    }
  }
  return (
    <div className="flex flex-col gap-3">
      <ProblemBanner problem={begin.problem ?? ask.problem ?? add.problem} />
      {refused && (
        <div role="alert">
          <Banner tone="warn" title={refused} />
        </div>
      )}
      <Button
        variant="primary"
        size="lg"
        block
        loading={begin.running}
        onClick={() => void begin.run({ ticket }).then(setShown, () => undefined)}
      >
        Set up an authenticator app
      </Button>
      <Button size="lg" block loading={ask.running || add.running} onClick={() => void passkey()}>
        Make a passkey
      </Button>
    </div>
  )
}

/** Signing in with a passkey and nothing else. */
export function PasskeyEntry({ next }: { next: (outcome: SignInNext) => void }) {
  const ask = useAct(requestPasskey)
  const enter = useAct(signInWithPasskey)
  const [refused, setRefused] = useState<string>()
  const run = async () => {
    setRefused(undefined)
    try {
      next(await goOn(await enter.run(await showPasskey(await ask.run({})))))
    } catch (error) {
      if (error instanceof PasskeyRefused) setRefused(error.message)
    }
  }
  return (
    <div className="mt-3 flex flex-col gap-3">
      <Button size="lg" block loading={ask.running || enter.running} onClick={() => void run()}>
        Use a passkey
      </Button>
      {refused && (
        <p role="status" className="text-muted text-sm">
          {refused}
        </p>
      )}
      <ProblemBanner problem={ask.problem ?? enter.problem} />
    </div>
  )
}
