'use client'
import { type AuditCheckpoint, auditCheckpoint } from '@gatehouse/contracts/audit-chain'
import { type AuditBreak, type AuditVerification, verifyAudit } from '@gatehouse/contracts/endpoints/audit'
import type { Problem } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Field } from '@gatehouse/ui/field'
import { formatCount } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { TextLink } from '@gatehouse/ui/text-link'
import { ShieldCheck } from 'lucide-react'
import { useRef, useState } from 'react'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'

const reasons: Readonly<Record<AuditBreak, string>> = {
  content: 'Its content does not give its hash: it was changed after it was written.',
  link: 'It does not follow the entry before it: one of them was exchanged.',
  gap: 'Entries before it are missing.',
  checkpoint:
    'It is not there, or it has another hash than the one you kept: the end was cut off, or the log was rewritten.',
}

type Run = { rows: number; last: AuditVerification; running: boolean; from: AuditCheckpoint | undefined }

/** Recomputes the chain part by part, so that one sees how far it is and may stop it. */
export function VerificationCard() {
  const [run, setRun] = useState<Run>()
  const [problem, setProblem] = useState<Problem>()
  const [kept, setKept] = useState('')
  const [wrong, setWrong] = useState(false)
  const [asking, setAsking] = useState(false)
  const abort = useRef<AbortController>(undefined)
  const verify = async () => {
    const from = headOf(kept)
    setWrong(from === null)
    if (from === null) return
    const control = new AbortController()
    abort.current = control
    setProblem(undefined)
    setRun(undefined)
    setAsking(true)
    try {
      let rows = 0
      let at = from
      for (;;) {
        const input = { rows: 50_000, ...(at ? { afterSeq: at.seq, afterHash: at.hash } : {}) }
        const last = await call(verifyAudit, input, { signal: control.signal })
        rows += last.rows
        setRun({ rows, last, running: !last.complete, from })
        if (last.complete) break
        at = { seq: last.headSeq, hash: last.headHash }
      }
    } catch (error) {
      if (!control.signal.aborted) setProblem(problemOf(error))
      setRun((before) => (before ? { ...before, running: false } : before))
    } finally {
      setAsking(false)
    }
  }
  return (
    <Card
      title="Integrity"
      description="Each entry is hashed together with the hash before it: one that is changed, taken out or put in breaks the chain at its place."
      actions={
        asking ? (
          <Button onClick={() => abort.current?.abort()}>Stop</Button>
        ) : (
          <Button icon={<ShieldCheck aria-hidden />} onClick={() => void verify()}>
            Verify the chain
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <div aria-live="polite" className="flex flex-col gap-3">
          <ProblemBanner problem={problem} />
          {asking && (
            <ProgressBar
              label="Entries verified"
              value={run ? shareOf(run) : 0}
              text={run ? `${formatCount(run.rows)} of ${formatCount(Number(run.last.lastSeq))}` : 'Starting'}
            />
          )}
          {run && !asking && <Outcome run={run} />}
        </div>
        <details className="text-sm">
          <summary className="cursor-pointer text-muted hover:text-fg">Verify from a head that you kept</summary>
          <div className="mt-2 max-w-2xl">
            <Field
              label="Head"
              hint={
                <>
                  Number and hash of an entry, as a verification shows them. It notices a cut end, and only looks at
                  what came since. From a terminal: <code>gatehouse audit verify --checkpoint head.json</code>
                </>
              }
              {...(wrong ? { error: 'A head is a number, a colon and 64 hexadecimal digits.' } : {})}
            >
              <Input mono value={kept} placeholder="1042:9f86d081…" onChange={(event) => setKept(event.target.value)} />
            </Field>
          </div>
        </details>
      </div>
    </Card>
  )
}

function Outcome({ run: { rows, last, running, from } }: { run: Run }) {
  if (running)
    return (
      <Banner tone="neutral" compact>
        Stopped after {formatCount(rows)} entries; all of them are right.
      </Banner>
    )
  if (!last.intact)
    return (
      <Banner tone="bad" title={`Broken at entry ${last.brokenSeq}`}>
        <p>{last.reason && reasons[last.reason]}</p>
        <p className="mt-1">
          {formatCount(rows)} entries before it are right.{' '}
          <TextLink href={`/audit/${last.brokenSeq}`}>Look at the entry</TextLink>
        </p>
      </Banner>
    )
  return (
    <Banner tone="ok" title={`Intact: ${formatCount(rows)} entries, every hash and link recomputed`}>
      <span className="flex flex-wrap items-center gap-2">
        {from ? `From entry ${from.seq} to ${last.headSeq}.` : `Head at entry ${last.headSeq}.`}
        <CopyableId value={`${last.headSeq}:${last.headHash}`} label="Copy the head" />
        <span className="text-muted">Keep it elsewhere to notice a cut end.</span>
      </span>
    </Banner>
  )
}

function shareOf({ last, from }: Run): number {
  const start = Number(from?.seq ?? 0)
  const all = Number(last.lastSeq) - start
  return all <= 0 ? 1 : (Number(last.headSeq) - start) / all
}

/** Undefined where nothing was typed, null where it is no head. */
function headOf(text: string): AuditCheckpoint | undefined | null {
  if (text.trim() === '') return undefined
  const [seq, hash] = text.trim().toLowerCase().split(':')
  return auditCheckpoint.safeParse({ seq, hash }).data ?? null
}
