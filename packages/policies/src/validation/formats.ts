import { fullFormats } from 'ajv-formats/dist/formats.js'
import { internationalFormats } from './international-formats.ts'

type FormatCheck = (value: string) => boolean
type NumberCheck = (value: number) => boolean

/**
 * Formats that are judged, for strings. Their expressions are matched by the platform's engine, so each has a length beyond which a
 * text is refused unseen: none is linear on every text, and no genuine value is that long.
 */
const stringFormats: Record<string, number> = {
  date: 64,
  time: 64,
  'date-time': 64,
  duration: 256,
  email: 320,
  hostname: 255,
  ipv4: 15,
  ipv6: 64,
  uri: 8192,
  'uri-reference': 8192,
  'uri-template': 8192,
  uuid: 45,
  'json-pointer': 8192,
  'relative-json-pointer': 8192,
  'iso-time': 64,
  'iso-date-time': 64,
  url: 8192,
  regex: 8192,
  byte: Number.POSITIVE_INFINITY,
}

function checkOf(name: string, longest: number): FormatCheck {
  const definition = (fullFormats as Record<string, unknown>)[name]
  const judge =
    typeof definition === 'object' && definition !== null && 'validate' in definition ? definition.validate : definition
  if (judge instanceof RegExp) return (value) => value.length <= longest && judge.test(value)
  if (typeof judge === 'function') return (value) => value.length <= longest && judge(value) === true
  throw new Error(`ajv-formats has no ${name}`)
}

const plainChecks: Readonly<Record<string, FormatCheck>> = Object.fromEntries(
  Object.entries(stringFormats).map(([name, longest]) => [name, checkOf(name, longest)]),
)

export const stringFormatChecks: Readonly<Record<string, FormatCheck>> = {
  ...plainChecks,
  ...internationalFormats(plainChecks),
}

export const numberFormatChecks: Readonly<Record<string, NumberCheck>> = {
  int32: (value) => Number.isInteger(value) && value >= -(2 ** 31) && value <= 2 ** 31 - 1,
  int64: (value) => Number.isInteger(value),
  float: () => true,
  double: () => true,
}
