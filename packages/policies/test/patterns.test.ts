import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateValidatorCode } from '../src/snapshot/validators.ts'

const source = join(import.meta.dirname, '..', 'src')

describe('D28: a contract’s pattern', () => {
  it('never stands in generated code as an expression of the platform', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string', pattern: '^(a+)+$' } },
      patternProperties: { '^(b|b)*$': { type: 'string' } },
      propertyNames: { pattern: '(x+x+)+y' },
    }
    const code = generateValidatorCode({ schema, shared: {} })
    expect(code).not.toMatch(/RegExp/)
    const made = /const (\w+) = rt\.pattern;/.exec(code)?.[1]
    const compiled = [...code.matchAll(/const pattern\d+ = (\w+)\(/g)].map(([, by]) => by)
    expect(compiled).toEqual([made, made, made])
  })

  it('is compiled in no place of the package by the platform', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const compiling = files.filter((name) => /\bRegExp\(/.test(readFileSync(join(source, name), 'utf8')))
    expect(compiling).toEqual([])
  })
})
