'use client'
import { getMyRequest, listMyRequests } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { formatMicroseconds } from '@gatehouse/ui/format'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useEffect, useState } from 'react'
import { read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { keyPlaceholder } from '../reference/key-placeholder.ts'
import { AnswerBox } from '../requests/answer-box.tsx'
import type { ChosenKey } from './credential-step.tsx'
import type { StartView } from './start-view.ts'

export type SeenCall = { requestId: string; at: number; good: boolean; word: string }

type CallStepProps = {
  application: { id: string; name: string }
  chosen: ChosenKey
  call: StartView['call']
  onSeen: (call: SeenCall) => void
  onAnotherKey: () => void
}

/** The call with one's own key, and the wait for it: looks each second until the gateway has seen one. */
export function CallStep({ application, chosen, call, onSeen, onAnotherKey }: CallStepProps) {
  const [since] = useState(() => new Date(Date.now() - 2_000).toISOString())
  const [stored, setStored] = useState(false)
  const latest = useRead(
    read(listMyRequests, { applicationId: application.id as Id<'application'>, from: since, limit: 1 }),
    {
      every: () => 1_000,
    },
  ).data?.items[0]
  useEffect(() => {
    if (!latest) return
    const word = `${latest.status} in ${formatMicroseconds(latest.totalUs)}`
    onSeen({ requestId: latest.id, at: Date.parse(latest.at), good: latest.status < 400, word })
  }, [latest, onSeen])
  const failed = latest && latest.status >= 400 ? latest : undefined
  const curl = chosen.stage.curl.replaceAll(keyPlaceholder, chosen.secret ?? keyPlaceholder)
  const shown = chosen.secret && !stored ? curl : chosen.stage.curl.replaceAll(keyPlaceholder, `…${chosen.last4}`)
  return (
    <div className="flex min-w-0 max-w-2xl flex-col gap-4">
      {chosen.secret && !stored && (
        <SecretOnce
          secret={chosen.secret}
          label={`Key for ${chosen.stage.name}`}
          copies={[{ label: 'Copy for .env', value: `API_KEY=${chosen.secret}\n` }]}
          onStored={() => setStored(true)}
        >
          Lost it later? Create another one and revoke this one.
        </SecretOnce>
      )}
      {!chosen.secret && (
        <p className="text-muted text-sm">
          Put your key …{chosen.last4} where it says {keyPlaceholder}.{' '}
          <Button size="sm" variant="ghost" onClick={onAnotherKey}>
            Create a new key instead
          </Button>
        </p>
      )}
      <div>
        <p className="mb-2 text-sm">
          Run this in a terminal
          {call ? <span className="text-muted"> – {call.title.toLowerCase()}, which changes nothing</span> : ''}:
        </p>
        <CodeBlock
          code={chosen.secret ? shown : chosen.stage.curl}
          copyValue={curl}
          language="shell"
          title={chosen.stage.name}
        />
      </div>
      <div aria-live="polite">
        {failed ? <FailedCall id={failed.id} status={failed.status} path={failed.path} /> : <Waiting />}
      </div>
    </div>
  )
}

function Waiting() {
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 45_000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <StatusWord tone="info" busy>
        Waiting for your call
      </StatusWord>
      {long && (
        <p className="mt-2 max-w-prose text-muted text-sm">
          Nothing has arrived with a key of this application. A call without a key, with a mistyped key or to another
          address cannot be matched to you: its answer names the mistake.{' '}
          <TextLink href="/problems">What the codes mean</TextLink>
        </p>
      )}
    </>
  )
}

function FailedCall({ id, status, path }: { id: string; status: number; path: string }) {
  const detail = useRead(read(getMyRequest, { requestId: id as Id<'request'> })).data
  return (
    <div className="flex flex-col gap-2">
      {detail?.answer ? (
        <AnswerBox answer={detail.answer} findings={detail.errors} />
      ) : (
        <p className="text-sm">
          The call arrived and was answered with {status} for <code>{path}</code>.
        </p>
      )}
      <p className="text-sm">
        <TextLink href={`/requests/${id}`}>See each step of this request</TextLink>{' '}
        <span className="text-muted">· Correct it and call again; this page sees the next one too.</span>
      </p>
    </div>
  )
}
