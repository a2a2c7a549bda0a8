import { readFile } from 'node:fs/promises'
import { createClient } from '@gatehouse/contracts/client'
import { listDocumentKeys } from '@gatehouse/contracts/endpoints/documents'
import { type DocumentVerdict, verifyDocument } from '@gatehouse/contracts/signed-document'
import { type Command, CommandFailure, type Given, positionals } from '../command.ts'
import { installationUrl } from '../env.ts'
import { baseOf } from '../installation.ts'
import { readLogin } from '../login-file.ts'

/** More is no document of an installation. */
const mostBytes = 268_435_456

export const verifyDocumentCommand: Command = {
  summary: 'Say whether a signed document is as it was signed',
  help: `gatehouse verify-document FILE [options]

The access export of a stage and the result of a review campaign carry their signature in the file (HTML, Markdown, CSV or
JSON). This recomputes it: a single changed word shows. The keys to trust come from the installation at GATEHOUSE_URL, or
of the login; no management key is needed. With --key it needs no network.

Exit code 0: whole, and signed there. 1: changed, unsigned, or signed by another key.

  --key KEY      a public key to trust (Ed25519, base64url), instead of asking the installation; may come several times
  --json         the verdict as JSON
`,
  options: { key: { type: 'string', multiple: true }, json: { type: 'boolean' } },
  async run(given, { out }) {
    const [file] = positionals(given, 1, 1, 'verify-document takes one file.')
    if (file === undefined) return 2
    const document = await read(file)
    const verdict = await verifyDocument(document, await trustedKeys(given))
    out(given.flag('json') ? `${JSON.stringify({ file, ...verdict }, null, 2)}\n` : `${sentenceOf(file, verdict)}\n`)
    return verdict.outcome === 'good' ? 0 : 1
  },
}

async function read(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailure(`${file} cannot be read: ${error.code ?? error.message}.`)
  })
  if (bytes.length > mostBytes) throw new CommandFailure(`${file} is larger than any document of an installation.`)
  return bytes.toString('utf8')
}

async function trustedKeys(given: Given): Promise<readonly string[]> {
  const named = given.texts('key')
  if (named.length > 0) return named
  const url = installationUrl() || (await readLogin())?.url
  if (!url || !URL.canParse(url))
    throw new CommandFailure(
      'Whose keys are to be trusted? Set GATEHOUSE_URL to the address of the control plane, or give --key.',
    )
  const { items } = await createClient({ base: baseOf(url) })(listDocumentKeys, {})
  return items.map(({ publicKey }) => publicKey)
}

function sentenceOf(file: string, verdict: DocumentVerdict): string {
  if (verdict.outcome === 'unsigned') return `${file} carries no signature.`
  const { keyId, signedAt, publicKey } = verdict.signature
  if (verdict.outcome === 'changed') return `${file} is not as it was signed: something in it was changed.`
  if (verdict.outcome === 'unknown-key')
    return `${file} is whole, but the key that signed it is none of those to trust: ${publicKey}`
  return `${file} is as it was signed on ${signedAt} by ${keyId}.`
}
