import type { ConfigurationChange } from '@gatehouse/contracts/configuration'

const signs: Readonly<Record<ConfigurationChange['act'], string>> = { create: '+', change: '~', delete: '-' }
const longest = 160

/** A change as lines of text: what, why not where it cannot be, and what differs. */
export function changeText({ act, sentence, blocked, fields, contract }: ConfigurationChange): string {
  const lines = [
    `${signs[act]} ${sentence}${blocked === null ? '' : `\n    stays: ${blocked}`}`,
    ...contract.map((item) => `    ${item.severity}  ${item.sentence.replaceAll('`', '')}`),
    ...(act === 'create'
      ? []
      : fields.map(({ name, before, after }) => `    ${name}: ${short(before)} → ${short(after)}`)),
  ]
  return `${lines.join('\n')}\n`
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
