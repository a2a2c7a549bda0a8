/** What a run of the command found, for people, for pipelines and for pull requests: one shape, three writings. */
export type Check = {
  /** `Import`, or the stage whose gate it belongs to. */
  group: string
  name: string
  /** `warned`: it failed, but is not required. `waits`: for a person. */
  state: 'passed' | 'warned' | 'failed' | 'waits' | 'skipped'
  verdict: string
  details: readonly string[]
}

export type Report = {
  /** `Orders v1` */
  title: string
  /** One sentence: what became of it. */
  outcome: string
  checks: readonly Check[]
  /** More Markdown, such as that of a prepared promotion. */
  sections: readonly string[]
  /** The page in the console. */
  link: string | undefined
}

export function failedChecks({ checks }: Report): Check[] {
  return checks.filter(({ state }) => state === 'failed')
}

/** 0 fine, 1 a check failed. */
export function exitCodeOf(report: Report): number {
  return failedChecks(report).length > 0 ? 1 : 0
}
