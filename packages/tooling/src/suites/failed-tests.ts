import { stripVTControlCharacters } from 'node:util'

/** The part of Playwright's JSON report that tells what failed. */
export interface PlaywrightSuiteReport {
  readonly suites?: readonly PlaywrightSuiteReport[]
  readonly specs?: readonly {
    readonly title: string
    readonly file: string
    readonly line: number
    readonly ok: boolean
    readonly tests: readonly {
      readonly status: string
      readonly results: readonly {
        /** Milliseconds. */
        readonly duration?: number
        readonly errors?: readonly { readonly message?: string }[]
        readonly error?: { readonly message?: string }
      }[]
    }[]
  }[]
}

/** The part of vitest's JSON report that tells what failed. */
export interface VitestFileReport {
  readonly name: string
  readonly status: string
  /** Milliseconds since 1970. */
  readonly startTime?: number
  readonly endTime?: number
  /** Why the file did not load. */
  readonly message?: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages?: readonly string[] | null
  }[]
}

const shownLines = 14

/** One text a failed test: where, its name, and the beginning of why. A log may be cut anywhere, so the reasons come first and are short. */
export function failedInPlaywright(suites: readonly PlaywrightSuiteReport[]): string[] {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests
        .filter(({ status }) => status !== 'expected')
        .map(({ status, results }) => {
          const messages = results.flatMap(({ errors, error }) => errors ?? (error ? [error] : []))
          const why = messages.map(({ message }) => message ?? '').find((message) => message !== '')
          return failure(`${spec.file}:${spec.line}`, spec.title, why ?? `the test was ${status}`)
        }),
    ),
    ...failedInPlaywright(suite.suites ?? []),
  ])
}

/** The same of vitest; `root` is taken off the files' names. */
export function failedInVitest(files: readonly VitestFileReport[], root: string): string[] {
  return files.flatMap((file) => {
    const where = file.name.replace(`${root}/`, '')
    const tests = file.assertionResults
      .filter(({ status }) => status !== 'passed')
      .map((one) => failure(where, one.fullName, one.failureMessages?.[0] ?? `the test was ${one.status}`))
    return tests.length === 0 && file.status === 'failed' ? [failure(where, 'did not load', file.message ?? '')] : tests
  })
}

function failure(where: string, name: string, why: string): string {
  const lines = stripVTControlCharacters(why)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return [`✘ ${where} › ${name}`, ...lines.slice(0, shownLines).map((line) => `    ${line.slice(0, 240)}`)].join('\n')
}
