import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'
import { programRun, type Suite, type SuiteContext, succeeds } from './suite.ts'

/**
 * The checks of types: two programs, one of what runs on Node and one of what reaches into the browser's global scope. A program for each
 * package would check the sources of those below it once more.
 */
export const typePrograms = {
  node: { config: 'tsconfig.base.json', types: 'packages/tooling' },
  /** `auth` has next-auth, which brings Next's globals. */
  browser: { config: 'tsconfig.react.json', types: 'packages/ui' },
} as const
export type TypeProgram = keyof typeof typePrograms

const browserFolders = ['apps/admin', 'apps/portal', 'packages/auth', 'packages/ui']

const project = z.object({ include: z.array(z.string()) })

export function typeSuites(): Suite[] {
  return (Object.keys(typePrograms) as TypeProgram[]).map((program) => ({
    name: `types/${program}`,
    phase: 'static',
    run: (context) => succeeds(compilerRun(context, program)),
  }))
}

/** All folders with a TypeScript project, relative to the repository. */
export function typedFolders(): string[] {
  return ['apps', 'examples', 'packages', '.']
    .flatMap((parent) =>
      readdirSync(join(repositoryRoot, parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(parent, name)),
    )
    .filter((folder) => readdirSync(join(repositoryRoot, folder)).includes('tsconfig.json'))
    .sort()
}

/** What a program checks, as absolute patterns: what the projects of its folders include. */
export function programIncludes(program: TypeProgram): string[] {
  return typedFolders()
    .filter((folder) => browserFolders.includes(folder) === (program === 'browser'))
    .flatMap((folder) => {
      const text = readFileSync(join(repositoryRoot, folder, 'tsconfig.json'), 'utf8')
      return project.parse(JSON.parse(text)).include.map((pattern) => join(repositoryRoot, folder, pattern))
    })
}

function compilerRun(context: SuiteContext, program: TypeProgram): ReturnType<typeof programRun> {
  const { config, types } = typePrograms[program]
  const file = join(context.scratch, `tsconfig.${program}.json`)
  const content = {
    extends: join(repositoryRoot, 'packages', 'tooling', config),
    compilerOptions: { typeRoots: [join(repositoryRoot, types, 'node_modules', '@types')] },
    include: programIncludes(program),
    exclude: [join(repositoryRoot, '**', 'node_modules')],
  }
  writeFileSync(file, JSON.stringify(content))
  const compiler = createRequire(join(repositoryRoot, 'package.json')).resolve('typescript/package.json')
  const args = [join(dirname(compiler), 'bin', 'tsc'), '--noEmit', '-p', file]
  return programRun(context, `types-${program}`, args, repositoryRoot)
}
