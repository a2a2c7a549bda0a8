import type { JsonSchema } from '@gatehouse/contracts/api-description'
import {
  type BodyJudge,
  type BodyVerdict,
  found,
  type JudgeOptions,
  passed,
  tooMuch,
  unreadable,
} from './body-judge.ts'
import { finding } from './findings.ts'
import type { Shared } from './opened-schema.ts'
import { resolveSchema } from './schema-shape.ts'
import { readXml } from './xml-document.ts'

/** XML bodies of one operation: well-formed, without document type, and of the root element that the schema declares by `xml.name`. */
export class XmlJudge implements BodyJudge {
  readonly validators = []
  readonly #root: string | undefined
  readonly #options: JudgeOptions

  constructor(schema: JsonSchema | undefined, shared: Shared, options: JudgeOptions) {
    this.#root = options.contract ? rootName(schema, shared) : undefined
    this.#options = options
  }

  judge(bytes: Uint8Array): BodyVerdict {
    const read = readXml(bytes, this.#options.limits)
    if (!read.ok) {
      const place = `Line ${read.line}, column ${read.column}.`
      if (read.breach !== undefined) return tooMuch(read.breach, place)
      return unreadable('body_not_xml', 'xml', `${read.reason} ${place}`)
    }
    if (this.#root === undefined || read.root === this.#root) return passed
    return found([finding('body', '', 'xml-root', `root element ${this.#root}`)])
  }
}

function rootName(schema: JsonSchema | undefined, shared: Shared): string | undefined {
  const xml = resolveSchema(schema, shared)?.xml
  if (typeof xml !== 'object' || xml === null || Array.isArray(xml)) return undefined
  const { name } = xml
  // `prefix:name` as some files write it.
  return typeof name === 'string' && name !== '' ? name.slice(name.indexOf(':') + 1) : undefined
}
