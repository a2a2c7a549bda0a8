import type { Command } from './command.ts'

/** One option of a command: what parsing needs and what help says of it, in one place. */
export type DeclaredOption = {
  readonly name: string
  /** What stands for its value in help, such as `SLUG`; absent: a flag. */
  readonly value?: string
  /** Lines of help. */
  readonly text: readonly string[]
  readonly multiple?: true
}

const column = 23

/** The options as a command declares them, and the lines that its help has of them. */
export function declareOptions(list: readonly DeclaredOption[]): Pick<Command, 'options'> & { lines: string } {
  const options: Command['options'] = {}
  const lines = list.flatMap(({ name, value, text, multiple }) => {
    options[name] =
      value === undefined ? { type: 'boolean' } : { type: 'string', ...(multiple ? { multiple: true } : {}) }
    const head = `  --${name}${value === undefined ? '' : ` ${value}`}`.padEnd(column - 1)
    return text.map((line, index) => `${index === 0 ? head : ' '.repeat(column - 1)} ${line}`)
  })
  return { options, lines: lines.join('\n') }
}

/** Which version: of every command that acts on one. */
export const versionOptions: readonly DeclaredOption[] = [
  { name: 'api', value: 'SLUG', text: ['the API'] },
  { name: 'version', value: 'NAME', text: ['its version (default v1)'] },
]

export const jsonOption = (what: string): DeclaredOption => ({ name: 'json', text: [what] })
export const waitOption: DeclaredOption = {
  name: 'wait',
  value: 'SECONDS',
  text: ['how long to wait for the gateways (default 60)'],
}
