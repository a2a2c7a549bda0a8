import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createClient, downloadFrom } from '@gatehouse/contracts/client'
import { createAuditExport, downloadAuditExport } from '@gatehouse/contracts/endpoints/audit'
import { CommandFailure, type Given, type Output, oneOf } from '../command.ts'
import { installation } from '../installation.ts'

/** Writes what a search finds, as it comes. */
export async function exportAudit(given: Given, { out, err }: Output): Promise<number> {
  const format = oneOf(given, 'format', ['ndjson', 'csv'], 'ndjson')
  const [from, to, text] = [instantOf(given, 'since'), instantOf(given, 'until'), given.text('text')]
  const action = [...given.texts('action')]
  const place = await installation()
  const search = {
    ...(action.length > 0 ? { action } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(text === undefined ? {} : { text }),
  }
  const { ticket, rows } = await createClient(place)(createAuditExport, { format, search })
  const chunks = downloadFrom(place, downloadAuditExport, { ticket })
  const file = given.text('output')
  if (file === undefined) {
    const decoder = new TextDecoder()
    for await (const chunk of chunks) out(decoder.decode(chunk, { stream: true }))
  } else {
    await pipeline(Readable.from(chunks), createWriteStream(file))
    err(`${rows} entries written to ${file}.\n`)
  }
  return 0
}

/** A day is its beginning in UTC. */
function instantOf(given: Given, name: string): string | undefined {
  const text = given.text(name)
  if (text === undefined) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw new CommandFailure(`--${name} takes a day or an instant, such as 2026-10-01 or 2026-10-01T12:00:00Z.`)
  return time.toISOString()
}
