import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { previewImport } from '@gatehouse/contracts/endpoints/contracts'
import { importQuestions } from '@gatehouse/contracts/import-source'
import type { Problem } from '@gatehouse/contracts/problems'

/** A contract as it was given, to be read by the server. */
export type Source = {
  ask: EndpointInput<typeof previewImport>
  /** What people call it: the name of the file, the address. */
  label: string
  /** The text, where the browser has it: lines of refusals point into it. */
  text?: string
}

/** As the management API takes it. */
export const largestFile = 10 * 1024 * 1024

/** A file from the disk: text, or a zip archive by its first bytes. */
export async function sourceOfFile(file: File): Promise<Source> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  const ask = { fileName: file.name, via: 'upload' as const }
  if (start[0] === 0x50 && start[1] === 0x4b)
    return { ask: { ...ask, source: { kind: 'archive', base64: await base64Of(file) } }, label: file.name }
  const text = await file.text()
  return { ask: { ...ask, source: text }, label: file.name, text }
}

export function sourceOfPaste(text: string): Source {
  const start = text.trimStart()
  const ending = start.startsWith('{')
    ? 'json'
    : start.startsWith('#%RAML')
      ? 'raml'
      : /^FORMAT:\s*1A|^# /i.test(start)
        ? 'apib'
        : 'yaml'
  const fileName = `pasted.${ending}`
  return { ask: { fileName, source: text, via: 'paste' }, label: fileName, text }
}

/** The source with what the member answered to a question of the server. */
export function withAnswer(source: Source, answer: { hosts?: readonly string[]; rootFile?: string }): Source {
  const allowHosts = [...new Set([...(source.ask.allowHosts ?? []), ...(answer.hosts ?? [])])]
  const rootFile = answer.rootFile ?? source.ask.rootFile
  return { ...source, ask: { ...source.ask, allowHosts, ...(rootFile === undefined ? {} : { rootFile }) } }
}

/** What a refusal asks: hosts to allow, the file of an archive to begin with; and what else is wrong. */
export function questionsOf(problem: Problem): { hosts: string[]; rootFiles: string[] } {
  const expected = (rule: string) =>
    (problem.errors ?? []).filter((error) => error.rule === rule).map((error) => error.expected)
  return { hosts: expected(importQuestions.host), rootFiles: expected(importQuestions.rootFile) }
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
