import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { compilePattern } from '../src/validation/linear-pattern.ts'

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

  it('reaches the backtracking engine only where it is bounded: no nested or overlapping repetition does', () => {
    const bad = [
      '^(a+)+$',
      '^(a|a)*$',
      '^(\\w+\\s?)*$',
      '\\s+$',
      '^\\d*\\d*x$',
      '^(.*a){20}$',
      '^(?:a?){50}a{50}$',
      '.*.*=.*',
    ]
    for (const pattern of bad) expect(compilePattern(pattern), pattern).not.toBeInstanceOf(RegExp)
    expect(compilePattern('^[A-Z]{3}-[0-9]{4}$')).toBeInstanceOf(RegExp)
  })

  it('is compiled to be matched in one place of the package, behind that check; another asks for its syntax alone', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const compiling = files.filter((name) => /\bRegExp\(/.test(readFileSync(join(source, name), 'utf8')))
    expect(compiling.toSorted()).toEqual(['validation/linear-pattern.ts', 'validation/schema-check.ts'])
    expect(readFileSync(join(source, 'validation/schema-check.ts'), 'utf8')).not.toMatch(/\.(test|exec|match)\(/)
  })

  it.each([
    ['\\p{Letter}cole', 'l’école', 'l’ecolE'],
    ['^\\p{digit}+$', '৪২', 'vier'],
    ['\\p{Script=Greek}', 'λόγος', 'logos'],
    ['^\\\\p{x}$', '\\p{x}', 'p'],
  ])('%s means what ECMA-262 says', (pattern, yes, no) => {
    const compiled = compilePattern(pattern)
    expect([compiled?.test(yes), compiled?.test(no)]).toEqual([true, false])
  })
})
