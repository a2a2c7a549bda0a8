import type { ParseArgsConfig } from 'node:util'

/** Where a command writes. */
export type Output = { out: (text: string) => void; err: (text: string) => void }

/** Text options may come once or several times; flags are true or absent. */
export type Given = {
  positionals: readonly string[]
  text: (name: string) => string | undefined
  texts: (name: string) => readonly string[]
  flag: (name: string) => boolean
}

export type Command = {
  summary: string
  help: string
  options: NonNullable<ParseArgsConfig['options']>
  /** Answers the exit code. */
  run: (given: Given, output: Output) => Promise<number>
}

/** What was asked for cannot be done; said without a stack. Exit code 2. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
}

/** The value of an option that takes one of a few words. */
export function oneOf<T extends string>(given: Given, name: string, words: readonly T[], otherwise: T): T {
  const value = given.text(name) ?? otherwise
  const found = words.find((word) => word === value)
  if (found === undefined) throw new CommandFailure(`--${name} takes ${words.join(', ')}; it has "${value}".`)
  return found
}

/** Arguments as the command line has them, in their number. */
export function positionals(given: Given, least: number, most: number, what: string): readonly string[] {
  const { length } = given.positionals
  if (length < least || length > most) throw new CommandFailure(`${what} See --help.`)
  return given.positionals
}
