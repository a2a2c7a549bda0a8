import { expect, test } from 'vitest'
import { defaultImportLimits } from '../src/limits.ts'
import { readArchive } from '../src/read-archive.ts'
import { writeArchive } from '../src/write-archive.ts'

test('what is written into an archive is read from it, and the same files are the same archive', async () => {
  const files = new Map([
    ['specs/openapi.yaml', Buffer.from('openapi: 3.1.0\n')],
    ['specs/größe.yaml', Buffer.from('type: integer\n')],
    ['empty.json', Buffer.alloc(0)],
  ])
  const archive = writeArchive(files)
  const read = await readArchive(archive, defaultImportLimits)
  expect(new Map([...read].map(([name, given]) => [name, Buffer.from(given)]))).toEqual(
    new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
  )
  expect(writeArchive(new Map([...files].reverse()))).toEqual(archive)
})
