import type { ChainedRecord } from '@gatehouse/contracts/audit-chain'
import { cefMessage } from './cef-message.ts'

/** Facility 13 (log audit), severity 5 (notice): RFC 5424 §6.2.1. */
const priority = 13 * 8 + 5
/** What a datagram can hold (RFC 5426 §3.2), less the header of the message. */
const longestDatagram = 60_000

export type SyslogFormat = 'json' | 'cef'

/**
 * An audit entry as a message of RFC 5424. The message part is ASCII alone (other characters escaped), so it needs no byte order mark,
 * which many servers would show. `host`: what the installation is called.
 */
export function syslogMessage(record: ChainedRecord, to: { format: SyslogFormat; host: string }): string {
  const text = to.format === 'cef' ? cefMessage(record) : asciiJson(record)
  return framed({ at: record.at, host: to.host, kind: record.action, seq: record.seq, text })
}

/** The message that says that it is a test. It is no entry and carries no sequence. */
export function testMessage(to: { host: string; sink: string; at: string }): string {
  return framed({ at: to.at, host: to.host, kind: 'test', text: asciiJson({ test: true, sink: to.sink }) })
}

/** A message that fits a datagram: an entry too large for one goes without what changed, and says so. */
export function fitDatagram(record: ChainedRecord, to: { format: SyslogFormat; host: string }): string {
  const whole = syslogMessage(record, to)
  if (whole.length <= longestDatagram) return whole
  return syslogMessage({ ...record, before: null, after: { truncated: true } }, to)
}

/** Octet counting (RFC 6587 §3.4.1, RFC 5425 §4.3): whatever stands in a message, the next one is found. */
export function counted(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`
}

function framed(parts: { at: string; host: string; kind: string; seq?: string; text: string }): string {
  const sequence = parts.seq === undefined ? '' : `[meta sequenceId="${sequenceId(parts.seq)}"]`
  const data = `[origin software="Gatehouse"]${sequence}`
  return `<${priority}>1 ${parts.at} ${word(parts.host, 255)} gatehouse - ${word(parts.kind, 32)} ${data} ${parts.text}`
}

/** PRINTUSASCII without spaces; `-` where nothing is left (RFC 5424 §6). */
function word(text: string, longest: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, longest) || '-'
}

/** 1 to 2147483647, then from 1 again (RFC 5424 §7.3.1). */
function sequenceId(seq: string): string {
  return (((BigInt(seq) - 1n) % 2_147_483_647n) + 1n).toString()
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
