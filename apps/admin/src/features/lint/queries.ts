import { getLint, getLintRuleset, listLintFindings, listLintWaivers } from '@gatehouse/contracts/endpoints/lint'
import { read } from '../../api/read.ts'
import type { VersionName } from '../apis/queries.ts'

export const lintRead = (name: VersionName) => read(getLint, { ...name })
export const lintFindingsRead = (name: VersionName, rule: string, limit: number, waived = false) =>
  read(listLintFindings, { ...name, rule, limit, waived: waived ? 'true' : 'false' })
export const lintWaiversRead = (name: VersionName) => read(listLintWaivers, { ...name, limit: 100 })
export const lintRulesetRead = () => read(getLintRuleset, {})
