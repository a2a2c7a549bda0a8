import { commands } from '@gatehouse/cli/run-command'
import { code, page, table } from './markdown.ts'

/** The commands of the terminal, each with what its `--help` says. */
export function cliPage(): string {
  const all = Object.entries(commands)
  return page(
    'The command gatehouse',
    '`packages/cli/src/commands`',
    'What each is good for, with examples: [cli.md](../cli.md). What a command prints for `--help` stands here.',
    table(
      ['Command', 'What it does'],
      all.map(([name, { summary }]) => [code(name), summary]),
    ),
    ...all.flatMap(([name, { help }]) => [`## ${name}`, `\`\`\`text\n${help.trimEnd()}\n\`\`\``]),
  )
}
