import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'

const tag = 'Documents'

export const listDocumentKeys = endpoint({
  id: 'document-keys.list',
  method: 'GET',
  path: '/document-keys',
  tag,
  summary: 'Public keys of signed documents',
  description: 'Ed25519, raw, base64url. A retired key signs nothing more; what it signed stays good.',
  audience: 'public',
  response: z.strictObject({
    items: z.array(
      z.strictObject({ id: z.string(), publicKey: z.string(), createdAt: instant, retiredAt: instant.nullable() }),
    ),
  }),
})
