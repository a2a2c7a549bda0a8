import Ajv from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import AjvDraft4 from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { type Dialect, type Judge, remotes } from './suite.ts'

/** Its classes and helpers come as CommonJS: what `default` is typed as depends on who resolves it. */
type AjvClass = new (
  options: object,
) => { addSchema(schema: object, key: string): unknown; compile(schema: object): (data: unknown) => boolean }
const classes = { '2020-12': Ajv2020, '7': Ajv, '4': AjvDraft4 } as unknown as Record<Dialect, AjvClass>
const withFormats = addFormats as unknown as (ajv: object) => void

/** Ajv as people use it: its class of the dialect, ajv-formats, the suite's remote files known. */
export function ajvJudge(dialect: Dialect): Judge {
  return (schema) => {
    const ajv = new classes[dialect]({ strict: false, logger: false })
    withFormats(ajv)
    for (const [address, remote] of Object.entries(remotes())) {
      try {
        ajv.addSchema(remote, address)
      } catch {
        // Of another dialect.
      }
    }
    return ajv.compile(schema as object)
  }
}
