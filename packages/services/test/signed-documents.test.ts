import { generateKeyPairSync, sign } from 'node:crypto'
import { type DocumentFormat, documentStatement, takeApart, verifyDocument } from '@gatehouse/contracts/signed-document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyDocument as verifyHere } from '../src/signed-documents/document-keys.ts'
import { signDocument } from '../src/signed-documents/sign-document.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let world: TestInstallation
beforeAll(async () => {
  world = await createTestInstallation()
})
afterAll(() => world.drop())

const texts: Readonly<Record<DocumentFormat, string>> = {
  md: '# Access\n\nEverybody may read `GET /orders`.\n',
  html: '<!doctype html><title>Access</title><p>Everybody may read <code>GET /orders</code>.</p>',
  csv: 'application,decision\r\nShop,keep\r\n',
  json: '{"stage":"production","rules":[{"says":"Everybody may read “GET /orders”."}]}',
}
const formats = Object.keys(texts) as DocumentFormat[]
const signed = async (format: DocumentFormat) =>
  (await signDocument(world.db.prisma, world.ctx(), { format, text: texts[format] })).text

describe.each(formats)('a signed document as %s', (format) => {
  test('is good as it was signed, also with the line ends of another system', async () => {
    const text = await signed(format)
    expect(await verifyHere(world.db.prisma, text)).toMatchObject({ outcome: 'good' })
    expect(await verifyHere(world.db.prisma, text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'))).toMatchObject({
      outcome: 'good',
    })
  })

  test('shows each change of a word, of its time and of its end', async () => {
    const text = await signed(format)
    const word = format === 'csv' ? 'keep' : 'read'
    expect(await verifyHere(world.db.prisma, text.replace(word, 'drop'))).toMatchObject({ outcome: 'changed' })
    const year = takeApart(text)?.signature.signedAt.slice(0, 4) ?? ''
    expect(await verifyHere(world.db.prisma, text.replace(`"${year}-`, '"2001-'))).not.toMatchObject({
      outcome: 'good',
    })
    const longer = format === 'json' ? text.replace('{', '{"more":true,') : `${text}Everybody may delete all.\n`
    expect((await verifyHere(world.db.prisma, longer)).outcome).not.toBe('good')
  })

  test('carries no trust of its own: another’s key is unknown', async () => {
    const text = await signed(format)
    expect(await verifyDocument(text, [])).toMatchObject({ outcome: 'unknown-key' })
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const apart = takeApart(text)
    if (!apart) throw new Error('signed')
    const forged = {
      ...apart.signature,
      publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
      signature: sign(null, Buffer.from(documentStatement(apart.signature)), privateKey).toString('base64url'),
    }
    const other = text
      .replace(apart.signature.publicKey, forged.publicKey)
      .replace(apart.signature.signature, forged.signature)
    expect(await verifyHere(world.db.prisma, other)).toMatchObject({ outcome: 'unknown-key' })
  })
})

test('what is not signed, or only looks so, is said to be unsigned', async () => {
  for (const text of [
    '',
    '{}',
    '{',
    '# Access\n',
    '# x\n<!-- gatehouse-signature {} -->\n',
    'a\n#gatehouse-signature {"a":1}\n',
  ])
    expect(await verifyHere(world.db.prisma, text)).toEqual({ outcome: 'unsigned' })
})

test('a signature of a snapshot’s key is none of a document', async () => {
  const keys = await world.db.prisma.signingKey.findMany({ select: { purpose: true, publicKey: true } })
  expect(keys.map(({ purpose }) => purpose).sort()).toEqual(['document', 'snapshot'])
  expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(2)
})
