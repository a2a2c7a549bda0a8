'use client'
import { confirmEmail, undoEmail } from '@gatehouse/contracts/endpoints/account-security'
import { Button } from '@gatehouse/ui/button'
import { LinkButton } from '@gatehouse/ui/link-button'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { EntryTitle } from './entry-title.tsx'

const texts = {
  confirm: {
    endpoint: confirmEmail,
    title: 'Use the new address',
    text: 'From now on you sign in with the address that this link was sent to.',
    action: 'Use this address',
    done: 'The new address is in use',
    after: 'The old one was told, with a link that takes it back for a week.',
  },
  undo: {
    endpoint: undoEmail,
    title: 'Take the change of address back',
    text: 'Your account gets this address again. Every session ends, and the password with it: whoever changed the address knew it.',
    action: 'Take it back',
    done: 'Your account has its address again',
    after: 'A mail with a link for a new password is on its way.',
  },
}

/** Behind the links of a change of address. A click is asked for: programs that look at mails open links, too. */
export function EmailLinkPage({ token, act }: { token: string; act: keyof typeof texts }) {
  const { endpoint, title, text, action, done, after } = texts[act]
  const [finished, setFinished] = useState(false)
  const run = useAct(endpoint, { onDone: () => setFinished(true) })
  return (
    <>
      <EntryTitle title={finished ? done : title}>{finished ? after : text}</EntryTitle>
      {finished ? (
        <LinkButton href="/sign-in" variant="primary" size="lg" block>
          Go to sign-in
        </LinkButton>
      ) : (
        <>
          <ProblemBanner problem={run.problem} />
          <Button
            variant="primary"
            size="lg"
            block
            loading={run.running}
            onClick={() => void run.run({ token }).catch(() => undefined)}
          >
            {action}
          </Button>
        </>
      )}
    </>
  )
}
