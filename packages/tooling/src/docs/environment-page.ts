import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import { variableTexts } from './environment-texts.ts'
import { code, page, table } from './markdown.ts'
import { type ReadVariable, readVariables } from './read-environment.ts'

/** Every `env.ts` of the repository and who runs with it, in the order in which a reader wants them. */
export const environmentFiles: readonly { file: string; title: string }[] = [
  { file: 'packages/tooling/src/env.ts', title: 'The commands (`npm start`, `npm test`, `npm run reset`)' },
  { file: 'apps/control/src/env.ts', title: 'Control plane' },
  { file: 'packages/gateway/src/env.ts', title: 'Gateway' },
  { file: 'apps/admin/src/env.ts', title: 'Console' },
  { file: 'apps/portal/src/env.ts', title: 'Developer portal' },
  { file: 'packages/cli/src/env.ts', title: 'Command line (`gatehouse`)' },
  { file: 'prisma/env.ts', title: 'Seed (the demonstration)' },
  { file: 'packages/tooling/src/mail-catcher/env.ts', title: 'Mail catcher' },
  { file: 'examples/orders/src/env.ts', title: 'Example backend' },
  { file: 'packages/db/src/env.ts', title: 'Database package (tests, embedded PostgreSQL)' },
  { file: 'e2e/fixtures/env.ts', title: 'End-to-end tests' },
]

/** What each process reads, with the text of `environment-texts.ts`. */
export function environmentPage(): string {
  return page(
    'Environment variables',
    'the `env.ts` of each process; texts in `packages/tooling/src/docs/environment-texts.ts`',
    '`npm start` sets all of them for its processes; set them yourself where you run processes yourself. The console and the portal also need `NEXTAUTH_URL` (their own public address) and `NEXTAUTH_SECRET` (the value of `SESSION_SECRET`), which next-auth reads itself.',
    ...environmentFiles.flatMap(({ file, title }) => {
      const variables = readVariables(readFileSync(join(repositoryRoot, file), 'utf8'))
      return [`## ${title}`, `Read in ${code(file)}.`, table(['Name', 'Without it', 'Meaning'], variables.map(row))]
    }),
  )
}

function row({ name, required, fallback }: ReadVariable): string[] {
  const text = variableTexts[name]
  if (text === undefined) throw new Error(`${name} is read and has no line in environment-texts.ts`)
  const plain = fallback === undefined || fallback === '' ? '' : code(fallback)
  return [code(name), required ? '**required**' : (text.fallback ?? plain), text.text]
}
