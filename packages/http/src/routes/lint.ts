import * as endpoints from '@gatehouse/contracts/endpoints/lint'
import { applyLintFix } from '@gatehouse/services/lint/apply-fix'
import { convertSpectralRuleset } from '@gatehouse/services/lint/convert-spectral'
import { getLint, listLintFindings } from '@gatehouse/services/lint/get-lint'
import { getLintRuleset, putLintRuleset } from '@gatehouse/services/lint/ruleset'
import { tryLintRule } from '@gatehouse/services/lint/try-rule'
import { createLintWaiver, endLintWaiver, listLintWaivers } from '@gatehouse/services/lint/waivers'
import { type Route, route } from '../route.ts'

export const lintRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getLint, verb: getLint }),
  route({ endpoint: endpoints.listLintFindings, verb: listLintFindings }),
  route({ endpoint: endpoints.applyLintFix, verb: applyLintFix }),
  route({ endpoint: endpoints.listLintWaivers, verb: listLintWaivers }),
  route({ endpoint: endpoints.createLintWaiver, verb: createLintWaiver }),
  route({ endpoint: endpoints.endLintWaiver, verb: endLintWaiver }),
  route({ endpoint: endpoints.getLintRuleset, verb: getLintRuleset }),
  route({ endpoint: endpoints.putLintRuleset, verb: putLintRuleset }),
  route({ endpoint: endpoints.tryLintRule, verb: tryLintRule }),
  route({ endpoint: endpoints.convertSpectralRuleset, verb: convertSpectralRuleset }),
]
