import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import type { RevisionOperation } from '@gatehouse/contracts/revision'
import { type ChangeList, same } from './change-list.ts'

type Undeclared = NonNullable<RevisionOperation['undeclared']>
type Limits = NonNullable<RevisionOperation['limits']>

const places: Record<keyof Undeclared, string> = {
  query: 'query parameters',
  header: 'headers',
  cookie: 'cookies',
  form: 'form fields',
  body: 'body properties',
}
const acts = { pass: 'pass', strip: 'are taken out', refuse: 'are refused' } as const

/** What becomes of undeclared parts. To refuse what passed breaks callers who send it; to take it out may surprise the backend. */
export function describeUndeclared(
  list: ChangeList,
  before: RevisionOperation['undeclared'],
  after: RevisionOperation['undeclared'],
): void {
  for (const place of Object.keys(places) as (keyof Undeclared)[]) {
    const [was, is] = [before?.[place] ?? 'pass', after?.[place] ?? 'pass']
    if (was === is) continue
    list.add({
      severity: is === 'refuse' ? 'breaking' : 'risky',
      group: 'policies',
      sentence: `\`${list.operation}\`: undeclared ${places[place]} ${acts[is]}`,
      at: `/undeclared/${place}`,
      before: was,
      after: is,
    })
  }
}

const words: Record<Exclude<keyof Limits, 'uploadTypes'>, (limit: number) => string> = {
  bodyBytes: (limit) => `bodies may have ${limit} bytes at most`,
  jsonDepth: (limit) => `JSON may be ${limit} levels deep at most`,
  jsonKeys: (limit) => `a JSON object may have ${limit} properties at most`,
  arrayItems: (limit) => `a JSON array may have ${limit} items at most`,
  stringLength: (limit) => `a text in a body may have ${limit} characters at most`,
  xmlDepth: (limit) => `XML may be ${limit} levels deep at most`,
  formFields: (limit) => `a form may have ${limit} fields at most`,
}

/** Structural limits, each for itself: a tighter one can break callers, a wider one reaches the backend. */
export function describeLimits(
  list: ChangeList,
  before: RevisionOperation['limits'],
  after: RevisionOperation['limits'],
): void {
  for (const name of Object.keys(words) as (keyof typeof words)[]) {
    const [was, is] = [before?.[name] ?? defaultOperationLimits[name], after?.[name] ?? defaultOperationLimits[name]]
    if (was === is) continue
    const sentence = `\`${list.operation}\`: ${words[name](is)}`
    list.add({
      severity: is < was ? 'breaking' : 'risky',
      group: 'policies',
      sentence,
      at: `/limits/${name}`,
      before: was,
      after: is,
    })
  }
  if (same(before?.uploadTypes, after?.uploadTypes)) return
  const types = after?.uploadTypes?.join(', ')
  list.add({
    severity: types === undefined ? 'risky' : 'breaking',
    group: 'policies',
    sentence: `\`${list.operation}\`: uploaded files may be of ${types === undefined ? 'any type' : `type ${types} only`}`,
    at: '/limits/uploadTypes',
    before: before?.uploadTypes,
    after: after?.uploadTypes,
  })
}
