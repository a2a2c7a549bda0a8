import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { auditGenesis, chainedRecord, chainText } from '@gatehouse/contracts/audit-chain'
import type { AuditBreak } from '@gatehouse/contracts/endpoints/audit'
import { CommandFailure, type Given, type Output } from '../command.ts'
import { givenHead, sayOutcome } from './audit-outcome.ts'

/** Verifies an export on its own: each entry against its hash, and against the one before where the file has that, too. */
export async function verifyFile(path: string, given: Given, output: Output): Promise<number> {
  if (given.text('checkpoint') !== undefined) throw new CommandFailure('audit verify --file takes no --checkpoint.')
  const start = givenHead(given)
  let head = start ?? { seq: '0', hash: auditGenesis }
  let met = start === undefined
  let rows = 0
  let gaps = 0
  let line = 0
  const outcome = (brokenSeq: string | null, reason: AuditBreak | null) =>
    sayOutcome(
      { intact: brokenSeq === null, rows, brokenSeq, reason, headSeq: head.seq, headHash: head.hash, gaps },
      given,
      output,
    )
  for await (const text of linesOf(path)) {
    line += 1
    if (text.trim() === '') continue
    const record = readRecord(text, path, line)
    const genuine = createHash('sha256').update(chainText(record.prevHash, record)).digest('hex') === record.hash
    if (!genuine) return outcome(record.seq, 'content')
    if (!met) {
      if (BigInt(record.seq) > BigInt(head.seq)) return outcome(head.seq, 'checkpoint')
      if (BigInt(record.seq) < BigInt(head.seq)) continue
      if (record.hash !== head.hash) return outcome(head.seq, 'checkpoint')
      met = true
      continue
    }
    if (BigInt(record.seq) <= BigInt(head.seq)) return outcome(record.seq, 'link')
    if (BigInt(record.seq) !== BigInt(head.seq) + 1n) gaps += 1
    else if (record.prevHash !== head.hash) return outcome(record.seq, 'link')
    head = { seq: record.seq, hash: record.hash }
    rows += 1
  }
  return met ? outcome(null, null) : outcome(head.seq, 'checkpoint')
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, 'utf8')
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    throw new CommandFailure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function readRecord(text: string, path: string, line: number) {
  try {
    return chainedRecord.parse(JSON.parse(text))
  } catch {
    throw new CommandFailure(
      `${path} line ${line} is no entry of the audit log. --file takes an export in NDJSON: gatehouse audit export.`,
    )
  }
}
