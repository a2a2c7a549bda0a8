import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DocumentFormat,
  type DocumentSignature,
  documentStatement,
  signedText,
  withSignature,
} from '@gatehouse/contracts/signed-document'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from '../src/run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-document-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pair = generateKeyPairSync('ed25519')
const publicKey = pair.publicKey.export({ format: 'jwk' }).x ?? ''
const otherKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? ''

function signed(format: DocumentFormat, text: string): string {
  const stated = {
    signedAt: '2026-11-22T12:00:00.000Z',
    sha256: createHash('sha256').update(signedText(format, text)).digest('hex'),
  }
  const signature: DocumentSignature = {
    algorithm: 'Ed25519',
    keyId: 'sec_1',
    publicKey,
    ...stated,
    signature: sign(null, Buffer.from(documentStatement(stated)), pair.privateKey).toString('base64url'),
  }
  return withSignature(format, text, signature)
}

async function verify(text: string, ...options: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = join(folder, 'document')
  writeFileSync(file, text)
  let [out, err] = ['', '']
  const code = await runCommand(['verify-document', file, ...options], {
    out: (more) => {
      out += more
    },
    err: (more) => {
      err += more
    },
  })
  return { code, out, err }
}

test.each(['md', 'html', 'csv'] as const)(
  'a document as %s is good by its key, and not when a word is another',
  async (format) => {
    const text = signed(format, 'Everybody may read.\nNobody may write.\n')
    expect(await verify(text, '--key', publicKey)).toMatchObject({
      code: 0,
      out: expect.stringContaining('as it was signed'),
    })
    expect(await verify(text.replace('Nobody', 'Somebody'), '--key', publicKey)).toMatchObject({
      code: 1,
      out: expect.stringContaining('something in it was changed'),
    })
  },
)

test('another key is unknown, and no signature is told as such', async () => {
  const text = signed('json', '{"rules":[]}')
  expect(await verify(text, '--key', otherKey)).toMatchObject({ code: 1, out: expect.stringContaining(publicKey) })
  expect(await verify(text, '--key', otherKey, '--key', publicKey, '--json')).toMatchObject({ code: 0 })
  expect(await verify('{"rules":[]}', '--key', publicKey)).toMatchObject({
    code: 1,
    out: expect.stringContaining('carries no signature'),
  })
})
