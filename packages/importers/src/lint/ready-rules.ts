import type { ReadyRule } from './rule.ts'
import { descriptionRules } from './rules-description.ts'
import { operationRules } from './rules-operations.ts'
import { pathRules } from './rules-paths.ts'
import { responseRules } from './rules-responses.ts'
import { schemaRules } from './rules-schemas.ts'
import { securityRules } from './rules-security.ts'

/** The rules that an installation comes with, by id. */
export const readyRules: Readonly<Record<string, ReadyRule>> = {
  ...descriptionRules,
  ...operationRules,
  ...pathRules,
  ...responseRules,
  ...securityRules,
  ...schemaRules,
}
