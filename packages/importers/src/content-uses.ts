import { enforced, type Use } from './import-context.ts'

/** Responses are judged only where a stage switches it on: the reason that the report gives for all inside them. */
export const responseUse: Use = {
  fate: 'documented',
  reason: 'shown in the reference; checked only on stages that validate responses',
}

export function isJsonMediaType(name: string): boolean {
  return /^(application|text)\/([^;]+\+)?json\s*(;|$)/i.test(name.trim())
}

export function isFormMediaType(name: string): boolean {
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(name.trim())
}

/** Whether the gateway judges request bodies of a media type by their schema; of a range it judges the types below that it reads. */
export function bodyUse(mediaType: string): Use {
  const name = mediaType.trim().toLowerCase()
  if (/^(application|text)\/([^;]+\+)?xml\s*(;|$)/.test(name))
    return { fate: 'documented', reason: 'of XML bodies the form and the name of the root are checked, not the schema' }
  if (isJsonMediaType(name) || isFormMediaType(name) || name.startsWith('text/') || /^(\*|application)\/\*/.test(name))
    return enforced
  return {
    fate: 'documented',
    reason: `bodies of type \`${mediaType}\` pass unchecked; JSON, forms and text are checked`,
  }
}

/** The same for a parameter that holds a whole document (`content`). */
export function parameterContentUse(mediaType: string): Use {
  return isJsonMediaType(mediaType) || /^text\/plain/i.test(mediaType)
    ? enforced
    : { fate: 'documented', reason: `of parameters with content, JSON and plain text are opened, not \`${mediaType}\`` }
}

/** Items of a stream (`itemSchema`, OpenAPI 3.2). */
export const streamUse: Use = {
  fate: 'documented',
  reason: 'the items of a stream are shown, not checked one by one',
}
