import { readFile, rename, writeFile } from 'node:fs/promises'
import { type AuditCheckpoint, auditCheckpoint, auditGenesis } from '@gatehouse/contracts/audit-chain'
import { verifyAudit } from '@gatehouse/contracts/endpoints/audit'
import { CommandFailure, type Given, type Output } from '../command.ts'
import { connect } from '../installation.ts'
import { givenHead, sayOutcome } from './audit-outcome.ts'

/** Verifies the log of an installation, part by part, from its beginning or from a head that was kept. */
export async function verifyInstallation(given: Given, output: Output): Promise<number> {
  const file = given.text('checkpoint')
  if (file !== undefined && given.text('from') !== undefined)
    throw new CommandFailure('audit verify takes --from or --checkpoint, not both.')
  const start = givenHead(given) ?? (file === undefined ? undefined : await readCheckpoint(file))
  const call = await connect()
  let rows = 0
  let head = start ?? { seq: '0', hash: auditGenesis }
  for (;;) {
    const part = await call(verifyAudit, { afterSeq: head.seq, afterHash: head.hash })
    rows += part.rows
    head = { seq: part.headSeq, hash: part.headHash }
    if (!part.complete) {
      output.err(`${part.headSeq} of ${part.lastSeq} …\n`)
      continue
    }
    if (part.intact && file !== undefined) await keep(file, head)
    return sayOutcome(
      {
        intact: part.intact,
        rows,
        brokenSeq: part.brokenSeq,
        reason: part.reason,
        headSeq: head.seq,
        headHash: head.hash,
      },
      given,
      output,
    )
  }
}

async function readCheckpoint(file: string): Promise<AuditCheckpoint | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new CommandFailure(`${file} cannot be read: ${error.message}`)
  })
  if (text === undefined) return undefined
  try {
    return auditCheckpoint.parse(JSON.parse(text))
  } catch {
    // Never begun anew of itself: a spoilt checkpoint is what somebody leaves who cut the end off.
    throw new CommandFailure(`${file} is no checkpoint of the audit log. Look why, before you remove it.`)
  }
}

/** Whole or not at all: a checkpoint that broke off half written would be none. */
async function keep(file: string, head: AuditCheckpoint): Promise<void> {
  const temporary = `${file}.${process.pid}.new`
  await writeFile(temporary, `${JSON.stringify({ seq: head.seq, hash: head.hash })}\n`)
  await rename(temporary, file)
}
