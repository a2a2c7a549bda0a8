import { CommandFailure, type Given } from './command.ts'

/** The value of an option that takes a number of seconds. */
export function secondsOf(given: Given, name: string, otherwise: number): number {
  const text = given.text(name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new CommandFailure(`--${name} takes a number of seconds; it has "${text}".`)
  return value
}
