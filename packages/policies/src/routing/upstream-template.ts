import { parseTemplate } from './template.ts'

/**
 * The backend's path: the client's own bytes below the version's base path when the mapping changes nothing, else texts and raw
 * captures in turn. Captures hold no slash, dot segment or control in any encoding (routing/target.ts), so filling cannot leave the
 * segment.
 */
export type UpstreamTemplate = { readonly texts: readonly string[]; readonly captures: readonly number[] } | null

export function upstreamTemplate(from: string, to: string, names: readonly string[]): UpstreamTemplate {
  if (from === to) return null
  const texts: string[] = ['']
  const captures: number[] = []
  const extend = (text: string) => {
    texts[texts.length - 1] += text
  }
  for (const segment of parseTemplate(to)) {
    extend('/')
    if (segment.kind === 'static') extend(segment.text)
    else if (segment.kind === 'parameter') addCapture(segment.name)
    else {
      segment.texts.forEach((text, i) => {
        extend(text)
        const name = segment.names[i]
        if (name !== undefined) addCapture(name)
      })
    }
  }
  return { texts, captures }

  function addCapture(name: string): void {
    const index = names.indexOf(name)
    if (index < 0) throw new Error(`The upstream path names “{${name}}”, which the operation’s path does not have.`)
    captures.push(index)
    texts.push('')
  }
}

export function fillUpstream(template: NonNullable<UpstreamTemplate>, captures: readonly string[]): string {
  let path = template.texts[0] ?? ''
  for (let i = 0; i < template.captures.length; i += 1) {
    path += (captures[template.captures[i] ?? 0] ?? '') + (template.texts[i + 1] ?? '')
  }
  return path
}
