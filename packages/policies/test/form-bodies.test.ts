import { describe, expect, it } from 'vitest'
import { content, formType, judging, multipart, multipartType, verdictOf } from './judge-fixture.ts'

const order = {
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: { type: 'integer', exclusiveMinimum: 100 },
    status: { type: 'string', enum: ['open', 'closed'] },
    tags: { type: 'array', items: { type: 'string', maxLength: 3 } },
    address: { type: 'object', properties: { city: { type: 'string' }, zip: { type: 'integer' } } },
  },
}

describe('I7: form bodies are judged by their schema', () => {
  const ask = judging({ body: content(formType, order) })
  it.each([
    ['id=101&status=open', 'pass'],
    ['id=101&status=open&tags=a&tags=b', 'pass'],
    ['id=101&status=open&tags=a&tags=long', 'body/tags/1 maxLength'],
    ['id=100&status=open', 'body/id exclusiveMinimum'],
    ['id=x&status=odd', 'body/id type, body/status enum'],
    ['id=101', 'body required'],
    ['id=101&id=102&status=open', 'body/id repeated'],
    ['id=101&status=%6fpen', 'pass'],
    ['id=101&status=%ff', 'body/status encoding'],
    ['id=101&status=open&%ff=1', 'body_not_form'],
    ['id=101&status=open&address={"city":"Bonn","zip":53111}', 'pass'],
    ['id=101&status=open&address={"zip":"x"}', 'body/address/zip type'],
    ['id=101&status=open&address={', 'body/address json'],
    ['id=101&status=open&address[city]=Bonn&address[zip]=53111', 'pass'],
    ['id=101&status=open&address[zip]=x', 'body/address/zip type'],
    ['{"id":101}', 'body form'],
    ['id=101&status=open&__proto__=1&constructor=2', 'pass'],
  ])('%s → %s', (body, expected) => {
    expect(verdictOf(ask({ type: formType, body }))).toBe(expected)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('reads fields as their encoding says', () => {
    const properties = {
      csv: { type: 'array', items: { type: 'integer' } },
      pipes: { type: 'array', items: { type: 'integer' } },
      deep: { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } },
      flat: { type: 'object', properties: { x: { type: 'integer' } } },
    }
    const encoded = judging({
      body: content(
        formType,
        { type: 'object', properties },
        {
          csv: { style: 'form', explode: false },
          pipes: { style: 'pipeDelimited', explode: false },
          deep: { style: 'deepObject', explode: true },
          flat: { style: 'form', explode: true },
        },
      ),
    })
    const judge = (body: string) => verdictOf(encoded({ type: formType, body }))
    expect(judge('csv=1,2&pipes=1|2&deep[a][]=1&deep[a][]=2&x=5')).toBe('pass')
    expect(judge('csv=1,x')).toBe('body/csv/1 type')
    expect(judge('pipes=1%7Cx')).toBe('body/pipes/1 type')
    expect(judge('deep[a][0]=1&deep[a][1]=x')).toBe('body/deep/a/1 type')
    expect(judge('x=y')).toBe('body/flat/x type')
  })

  it('takes a text for what one of several alternatives means by it', () => {
    const either = judging({
      body: content(formType, {
        oneOf: [
          { type: 'object', required: ['number'], properties: { number: { type: 'integer' } } },
          { type: 'object', required: ['code'], properties: { code: { type: 'string' }, number: { type: 'string' } } },
        ],
      }),
    })
    expect(verdictOf(either({ type: formType, body: 'number=5' }))).toBe('pass')
    expect(verdictOf(either({ type: formType, body: 'code=7&number=5' }))).toBe('pass')
  })
})

describe('I7: multipart bodies are judged part by part', () => {
  const ask = judging({
    body: content(
      'multipart/form-data',
      {
        type: 'object',
        required: ['id', 'picture'],
        properties: {
          id: { type: 'integer' },
          note: { type: 'string', maxLength: 5 },
          meta: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
          picture: { type: 'string', format: 'binary', maxLength: 10 },
          files: { type: 'array', maxItems: 1, items: { type: 'string', format: 'binary' } },
        },
      },
      {
        picture: {
          contentType: 'image/png, image/jpeg',
          headers: [{ name: 'X-Angle', required: false, schema: { type: 'integer' } }],
        },
      },
    ),
  })
  const picture: [string, string, string] = ['name="picture"; filename="a.png"', '\x89PNG', 'Content-Type: image/png']
  const judge = (...parts: Parameters<typeof multipart>) =>
    verdictOf(ask({ type: multipartType, body: multipart(...parts) }))

  it('passes what the contract asks for', () => {
    expect(judge(['name="id"', '5'], picture)).toBe('pass')
    expect(judge(['name=id', '5'], picture, ['name="meta"', '{"a":1}', 'Content-Type: application/json'])).toBe('pass')
  })

  it('names each part with its rule', () => {
    expect(judge(['name="id"', 'x'], picture)).toBe('body/id type')
    expect(judge(['name="id"', '5'])).toBe('body required')
    expect(judge(['name="id"', '5'], picture, ['name="note"', 'too long'])).toBe('body/note maxLength')
    expect(judge(['name="id"', '5'], picture, ['name="meta"', '{"a":"x"}'])).toBe('body/meta/a type')
    expect(judge(['name="id"', '5'], [picture[0], 'GIF', 'Content-Type: image/gif'])).toBe('body/picture content-type')
    expect(judge(['name="id"', '5'], [picture[0], 'longer than ten', 'Content-Type: image/png'])).toBe(
      'body/picture maxLength',
    )
    expect(judge(['name="id"', '5'], [...picture, 'X-Angle: left'])).toBe('body/picture/headers/X-Angle type')
    const file = (name: string): [string, string] => [`name="files"; filename="${name}"`, 'x']
    expect(judge(['name="id"', '5'], picture, file('a'), file('b'))).toBe('body/files maxItems')
  })

  it.each([
    ['no boundary in the header', 'multipart/form-data', multipart(['name="id"', '5'])],
    ['two boundaries in the header', 'multipart/form-data; boundary=XX; boundary=YY', multipart(['name="id"', '5'])],
    ['text before the first part', multipartType, `hello\r\n${multipart(['name="id"', '5'])}`],
    ['text after the last part', multipartType, `${multipart(['name="id"', '5'])}hello`],
    ['no last boundary', multipartType, multipart(['name="id"', '5']).replace('--XX--\r\n', '')],
    ['bare line feeds', multipartType, multipart(['name="id"', '5']).replaceAll('\r\n', '\n')],
    ['a name twice in one part', multipartType, multipart(['name="id"; name="x"', '5'])],
    ['a part without a name', multipartType, multipart(['filename="x"', '5'])],
    ['a transfer encoding', multipartType, multipart(['name="id"', 'NQ==', 'Content-Transfer-Encoding: base64'])],
    ['a header twice', multipartType, multipart(['name="id"', '5', 'A: 1', 'a: 2'])],
  ])('refuses what servers read in different ways: %s', (_name, type, body) => {
    expect(verdictOf(ask({ type, body }))).toBe('body_not_form')
  })

  it('does not wait for a form with nothing to judge', () => {
    const stream = judging({ body: content('multipart/form-data', { type: 'object' }) })
    const decision = stream({ type: multipartType, body: 'anything' })
    expect(decision).toMatchObject({ kind: 'allow', needsBody: false })
  })
})

describe('I7: text bodies are judged by string schemas', () => {
  const ask = judging({ body: content('text/plain', { type: 'string', pattern: '^[A-Z]+$', maxLength: 4 }) })
  it.each([
    ['ABC', 'pass'],
    ['abc', 'body pattern'],
    ['ABCDE', 'body maxLength'],
  ])('%s → %s', (body, expected) => {
    expect(verdictOf(ask({ type: 'text/plain; charset=utf-8', body }))).toBe(expected)
  })
  it('a schema that says no more than “text” is not waited for', () => {
    const any = judging({ body: content('text/plain', { type: 'string', title: 'Note' }) })
    expect(any({ type: 'text/plain', body: 'x' })).toMatchObject({ kind: 'allow', needsBody: false })
  })
})
