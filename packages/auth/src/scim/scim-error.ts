/** RFC 7644 §3.12: what is wrong with a request, by the words that the protocol has for it. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'

export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

/** The body of an error answer; the status is text, as the protocol has it. */
export function scimErrorBody(status: number, detail: string, scimType?: ScimType) {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ...(scimType === undefined ? {} : { scimType }),
    detail,
    status: String(status),
  }
}
