import type { Stack } from './start-stack.ts'

/** The one table that a person needs after `npm start`: where everything is and how to sign in. */
export function describeStack(stack: Stack, seconds: number): string {
  const { urls, seed } = stack
  const addresses = [
    ['Console', urls.admin],
    ['Developer portal', urls.portal],
    ['Management API', `${urls.control}/api/v1`],
    ...urls.gateways.map(({ stage, url }) => [`Gateway (${stage})`, url]),
    ['Mails', urls.mail],
    ['Example backend', urls.orders],
    ['Data and logs', stack.dataDir],
  ]
  const signIns = seed.signIns.map(({ where, email, password, who }) => [where, email, password, who])
  return [
    '',
    `Gatehouse runs (${seconds.toFixed(1)} s). Ctrl-C ends it, npm run reset empties it.`,
    '',
    ...columns(addresses),
    ...(signIns.length > 0 ? ['', ...columns([['Sign in to', 'E-mail', 'Password', 'Who'], ...signIns])] : []),
    ...(seed.notes.length > 0 ? ['', ...seed.notes.map((note) => `  ${note}`)] : []),
    '',
  ].join('\n')
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
}
