import { csvRow } from '@gatehouse/contracts/csv'
import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { listApis } from '@gatehouse/contracts/endpoints/apis'
import { call } from '../../api/call.ts'

type Answer = EndpointOutput<typeof listApis>

/** A row for each version of each API. */
export function rowsOf(answer: Answer): (string | number | null)[][] {
  return answer.items.flatMap((api) =>
    api.versions.map((version) => [
      api.slug,
      api.name,
      api.team.name,
      api.audience,
      api.tags.join(' '),
      version.name,
      version.state,
      version.portals.join(' '),
      version.operations,
      ...version.stages.flatMap((cell) => [
        cell.revision,
        cell.since,
        cell.by,
        `${cell.confirmed}/${cell.gateways}`,
        cell.behind,
      ]),
      api.flags.map((flag) => flag.flag).join(' '),
    ]),
  )
}

/** Downloads every page of the filtered list as one CSV file. */
export async function apisCsv(filters: EndpointInput<typeof listApis> = {}): Promise<void> {
  let cursor: string | null = null
  const lines: (string | number | null)[][] = []
  do {
    const answer: Answer = await call(listApis, { ...filters, limit: 200, ...(cursor ? { cursor } : {}) })
    if (lines.length === 0) {
      const stages = answer.stages.flatMap(({ name }) =>
        ['revision', 'since', 'by', 'gateways', 'behind'].map((part) => `${name} ${part}`),
      )
      lines.push([
        'API',
        'Name',
        'Team',
        'Audience',
        'Tags',
        'Version',
        'State',
        'Portals',
        'Operations',
        ...stages,
        'Flags',
      ])
    }
    lines.push(...rowsOf(answer))
    cursor = answer.next
  } while (cursor)
  const text = lines.map(csvRow).join('')
  const url = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'apis.csv'
  link.click()
  URL.revokeObjectURL(url)
}
