import { openApiDocument } from '@gatehouse/http/openapi'
import { routes } from '@gatehouse/http/routes'
import { cliPage } from './cli-page.ts'
import { diffRulesPage } from './diff-rules-page.ts'
import { environmentPage } from './environment-page.ts'
import { lintRulesPage } from './lint-rules-page.ts'
import { managementApiPage } from './management-api-page.ts'
import { permissionsPage } from './permissions-page.ts'
import { policiesPage } from './policies-page.ts'
import { problemsPage } from './problems-page.ts'

/** Where the generated pages live, relative to the repository. */
export const referenceFolder = 'docs/reference'

/** Every generated file: name in the folder → whole text. The same sources give the same bytes. */
export function referenceFiles(): ReadonlyMap<string, string> {
  const openApi = openApiDocument(routes, { serverUrl: 'http://127.0.0.1:4002' })
  return new Map([
    ['cli.md', cliPage()],
    ['diff-rules.md', diffRulesPage()],
    ['environment.md', environmentPage()],
    ['lint-rules.md', lintRulesPage()],
    ['management-api.md', managementApiPage()],
    ['openapi.json', `${JSON.stringify(openApi, null, 2)}\n`],
    ['permissions.md', permissionsPage()],
    ['policies.md', policiesPage()],
    ['problems.md', problemsPage()],
  ])
}
