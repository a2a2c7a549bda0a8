import type { Json } from '@gatehouse/contracts/json'
import { stringify } from 'yaml'

/** JSON as YAML 1.2 in block style: no anchors, no folding, texts that look like something else quoted. */
export function yamlText(value: Json): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, version: '1.2', defaultStringType: 'PLAIN' })
}
