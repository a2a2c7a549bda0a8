import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { environmentFiles } from '../src/docs/environment-page.ts'
import { variableTexts } from '../src/docs/environment-texts.ts'
import { readVariables } from '../src/docs/read-environment.ts'
import { referenceFiles, referenceFolder } from '../src/docs/reference-files.ts'
import { repositoryRoot } from '../src/repository.ts'

const folder = join(repositoryRoot, referenceFolder)
const read = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')

test('the generated reference is what the code says now (npm run docs writes it)', () => {
  const made = referenceFiles()
  expect(readdirSync(folder).sort()).toEqual([...made.keys()].sort())
  const stale = [...made].filter(([name, text]) => readFileSync(join(folder, name), 'utf8') !== text)
  expect(stale.map(([name]) => name)).toEqual([])
})

test('the page of environment variables knows every env.ts', () => {
  const found = globSync(['*/env.ts', '{apps,packages,examples,e2e}/**/env.ts'], {
    cwd: repositoryRoot,
    exclude: (path) => /(^|\/)(node_modules|\.next|\.tools)$/.test(path),
  })
  expect(found.sort()).toEqual(environmentFiles.map(({ file }) => file).sort())
})

test('every variable that an env.ts names is read by the page, but for those that it only sets', () => {
  const onlySet = [
    'CHECKPOINT_DISABLE',
    'DO_NOT_TRACK',
    'LC_ALL',
    'NEXT_TELEMETRY_DISABLED',
    'TURBO_TELEMETRY_DISABLED',
  ]
  for (const { file } of environmentFiles) {
    const text = read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    const named = new Set(text.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g) ?? [])
    const known = new Set([...readVariables(read(file)).map(({ name }) => name), ...onlySet])
    expect(
      [...named].filter((name) => !known.has(name)),
      file,
    ).toEqual([])
  }
})

test('every variable that is read has a text, and no text is idle', () => {
  const names = new Set(environmentFiles.flatMap(({ file }) => readVariables(read(file)).map(({ name }) => name)))
  expect(Object.keys(variableTexts).sort()).toEqual([...names].sort())
})

test('no link between the pages leads nowhere', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: repositoryRoot })]
  const broken = pages.flatMap((page) =>
    [...(tryRead(page) ?? '').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => normalize(join(dirname(page), target)))
      .filter((target) => !exists(target))
      .map((target) => `${page} → ${target}`),
  )
  expect(broken).toEqual([])
})

function tryRead(file: string): string | undefined {
  try {
    return read(file)
  } catch {
    return undefined
  }
}

function exists(path: string): boolean {
  return globSync(path, { cwd: repositoryRoot }).length > 0
}
