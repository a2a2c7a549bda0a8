import { expect, it } from 'vitest'
import { diffSchema } from '../src/schema-diff.ts'
import { useTestServer } from '../src/test-server.ts'

it('the migrations lead exactly to the Prisma schema', async () => {
  const missing = await diffSchema(await useTestServer())
  expect(missing, 'run: pnpm --filter @gatehouse/db migration NAME').toBe('')
})
