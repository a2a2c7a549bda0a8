import { expect, test } from 'vitest'
import { findLongFiles } from '../src/checks/file-size.ts'
import { readSourceFiles } from '../src/checks/source-files.ts'
import { repositoryRoot } from '../src/repository.ts'

test('no file of the repository is longer than 400 lines', () => {
  expect(findLongFiles(readSourceFiles(repositoryRoot))).toEqual([])
})

test('the check finds 401 lines and accepts 400', () => {
  const lines = (count: number) => 'x\n'.repeat(count)
  expect(findLongFiles(new Map([['packages/ui/src/a.ts', lines(401)]]))).toEqual([
    { file: 'packages/ui/src/a.ts', message: 'has 401 lines, at most 400 are allowed' },
  ])
  expect(findLongFiles(new Map([['packages/ui/src/a.ts', lines(400)]]))).toEqual([])
})

test('what was recorded may be as long as it is', () => {
  const text = 'x\n'.repeat(5000)
  expect(
    findLongFiles(
      new Map([
        ['packages/compiler/test/a.golden.ts', text],
        ['packages/gateway/test/vectors/a.ts', text],
      ]),
    ),
  ).toEqual([])
})
