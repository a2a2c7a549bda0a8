import { type Command, oneOf, positionals } from '../command.ts'

const shells = ['bash', 'zsh', 'fish'] as const

/** Scripts for shells, made from the table of commands. */
export function completionCommand(commands: () => Readonly<Record<string, Command>>): Command {
  return {
    summary: 'Print the completion script of a shell',
    help: `gatehouse completion bash|zsh|fish

  bash   source <(gatehouse completion bash)
  zsh    source <(gatehouse completion zsh)
  fish   gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish
`,
    options: {},
    async run(given, { out }) {
      const [shell] = positionals(given, 1, 1, 'completion takes bash, zsh or fish.')
      const words = { ...given, text: () => shell }
      const chosen = oneOf(words, 'shell', shells, 'bash')
      out(chosen === 'fish' ? fish(commands()) : chosen === 'zsh' ? zsh(commands()) : bash(commands()))
      return 0
    },
  }
}

type Commands = Readonly<Record<string, Command>>

const optionsOf = ({ options }: Command) => [...Object.keys(options), 'help'].sort()
const flags = (command: Command) => optionsOf(command).map((name) => `--${name}`)

function bash(commands: Commands): string {
  const cases = Object.entries(commands).map(([name, command]) => `    ${name}) words="${flags(command).join(' ')}" ;;`)
  return `_gatehouse() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${Object.keys(commands).join(' ')}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}
complete -o default -F _gatehouse gatehouse
`
}

function zsh(commands: Commands): string {
  const quoted = (text: string) => text.replaceAll("'", "'\\''").replaceAll(':', '\\:')
  const names = Object.entries(commands).map(([name, { summary }]) => `    '${name}:${quoted(summary)}'`)
  const cases = Object.entries(commands).map(
    ([name, command]) => `    ${name}) compadd -- ${flags(command).join(' ')} ;;`,
  )
  return `#compdef gatehouse
_gatehouse() {
  local -a names
  names=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command names
    return
  fi
  if [[ $words[CURRENT] != -* ]]; then
    _files
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
}
compdef _gatehouse gatehouse
`
}

function fish(commands: Commands): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const lines = Object.entries(commands).flatMap(([name, command]) => [
    `complete -c gatehouse -n __fish_use_subcommand -f -a ${name} -d ${quoted(command.summary)}`,
    ...optionsOf(command).map(
      (option) => `complete -c gatehouse -n '__fish_seen_subcommand_from ${name}' -l ${option}`,
    ),
  ])
  return `${lines.join('\n')}\n`
}
