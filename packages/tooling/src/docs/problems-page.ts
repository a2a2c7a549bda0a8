import { type ProblemEntry, problemCodes, problems } from '@gatehouse/contracts/problems'
import { code, page, table } from './markdown.ts'

const surfaces: readonly [ProblemEntry['surface'], string, string][] = [
  ['gateway', 'Answered by the gateway', 'To callers of APIs, in the order of the gateway’s phases.'],
  ['both', 'Answered by both', 'By the gateway and by the management API.'],
  ['management', 'Answered by the management API', 'By the console, the portal and the control plane.'],
]

export function problemsPage(): string {
  const entries = problemCodes.map((name): [string, ProblemEntry] => [name, problems[name]])
  return page(
    'Problems',
    '`packages/contracts/src/problem-catalogue/`',
    'Every refusal is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `code`, `requestId`, and where it helps `detail` and `errors[{ in, pointer, rule, expected }]`. `type` is the page `/problems/CODE` of the portal, which says what stands here.',
    ...surfaces.flatMap(([surface, title, text]) => [
      `## ${title}`,
      text,
      table(
        ['Code', 'Status', 'Title', 'Why', 'What to do'],
        entries
          .filter(([, entry]) => entry.surface === surface)
          .map(([name, { status, title: heading, why, fix }]) => [
            code(name),
            String(status),
            heading,
            why,
            fix.map((step, index) => (fix.length === 1 ? step : `${index + 1}. ${step}`)).join(' '),
          ]),
      ),
    ]),
  )
}
