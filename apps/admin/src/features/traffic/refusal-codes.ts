import { type ProblemEntry, problems } from '@gatehouse/contracts/problems'

/** Reasons with which a gateway refuses, for filters. */
export const refusalCodes = Object.entries(problems as Record<string, ProblemEntry>)
  .filter(([, entry]) => entry.surface !== 'management')
  .map(([code, entry]) => ({ value: code, label: entry.title }))

/** The title behind a code; the code itself when this build does not know it. */
export function titleOfCode(code: string): string {
  return (problems as Record<string, ProblemEntry>)[code]?.title ?? code
}
