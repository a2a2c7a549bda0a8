import type { ChainedRecord } from '@gatehouse/contracts/audit-chain'
import { auditChangesText } from '@gatehouse/contracts/audit-changes'

/** Longest text of the changes; the record itself is in the log. */
const longestChanges = 1_000

/** An audit entry in ArcSight's Common Event Format, version 0: header and extension are escaped each in its own way. */
export function cefMessage(record: ChainedRecord): string {
  const header = ['Gatehouse', 'Gatehouse', '1', record.action, record.action.replaceAll('.', ' '), '3']
  const extension = {
    rt: String(new Date(record.at).getTime()),
    suid: record.actorId,
    cs1Label: 'actorKind',
    cs1: record.actorKind,
    cs2Label: 'target',
    cs2: `${record.targetKind} ${record.targetId}`,
    cs3Label: 'changes',
    cs3: auditChangesText(record.before, record.after).slice(0, longestChanges),
    cs4Label: 'hash',
    cs4: record.hash,
    externalId: record.seq,
    ...(record.requestId === null ? {} : { cs5Label: 'request', cs5: record.requestId }),
  }
  const fields = Object.entries(extension).map(([name, value]) => `${name}=${escapeExtension(ascii(value))}`)
  return `CEF:0|${header.map((field) => escapeHeader(ascii(field))).join('|')}|${fields.join(' ')}`
}

const escapeHeader = (text: string) => text.replace(/[\\|]/g, '\\$&').replace(/[\r\n]+/g, ' ')
const escapeExtension = (text: string) => text.replace(/[\\=]/g, '\\$&').replace(/\r?\n|\r/g, '\\n')

function ascii(text: string): string {
  return text.replace(/[^\t\n\r -~]/gu, '?')
}
