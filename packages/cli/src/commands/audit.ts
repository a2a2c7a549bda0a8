import { type Command, CommandFailure, positionals } from '../command.ts'
import { declareOptions } from '../options.ts'
import { exportAudit } from './audit-export.ts'
import { verifyFile } from './audit-file.ts'
import { verifyInstallation } from './audit-verify.ts'

const { options, lines } = declareOptions([
  { name: 'file', value: 'FILE', text: ['verify an export in NDJSON, without the installation'] },
  { name: 'from', value: 'SEQ:HASH', text: ['begin behind this entry, which must be there with this hash'] },
  {
    name: 'checkpoint',
    value: 'FILE',
    text: [
      'begin behind the head that FILE keeps, and keep the new one there when all',
      'is well; without the file it begins at the first entry',
    ],
  },
  { name: 'json', text: ['the outcome as JSON'] },
])
const exporting = declareOptions([
  { name: 'format', value: 'FORMAT', text: ['ndjson (default) or csv'] },
  { name: 'output', value: 'FILE', text: ['write there instead of to stdout'] },
  {
    name: 'action',
    value: 'ACTION',
    text: ['only this action, or those that begin with it; several times'],
    multiple: true,
  },
  { name: 'since', value: 'DATE', text: ['only from this day or instant on, such as 2026-10-01'] },
  { name: 'until', value: 'DATE', text: ['only before this day or instant'] },
  { name: 'text', value: 'WORDS', text: ['only with these words in what changed, such as limit'] },
])

export const audit: Command = {
  summary: 'Verify or export the audit log',
  help: `gatehouse audit verify [options]   recompute each hash and link of the log
gatehouse audit export [options]   write what a search finds

Each entry is hashed together with the hash before it, so an entry that was changed, taken out or put in is found. A cut
end is found only by a head that was kept elsewhere: keep one with --checkpoint, or pass it with --from.
An entry is broken: exit code 1.

Verify:
${lines}

Export:
${exporting.lines}
`,
  options: { ...options, ...exporting.options },
  async run(given, output) {
    const [act] = positionals(given, 1, 1, 'audit takes verify or export.')
    if (act === 'export') return exportAudit(given, output)
    if (act !== 'verify') throw new CommandFailure(`audit takes verify or export; it has "${act}". See --help.`)
    const file = given.text('file')
    return file === undefined ? verifyInstallation(given, output) : verifyFile(file, given, output)
  },
}
