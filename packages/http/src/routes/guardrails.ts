import * as changes from '@gatehouse/contracts/endpoints/access-changes'
import * as endpoints from '@gatehouse/contracts/endpoints/guardrails'
import { getAccessReview, putAccessReview } from '@gatehouse/services/access-changes/access-review'
import { commentAccessChange } from '@gatehouse/services/access-changes/comment-access-change'
import { decideAccessChange } from '@gatehouse/services/access-changes/decide-access-change'
import { getAccessChange } from '@gatehouse/services/access-changes/get-access-change'
import { listAccessChanges } from '@gatehouse/services/access-changes/list-access-changes'
import { previewAccessChange } from '@gatehouse/services/access-changes/preview-access-change'
import { proposeAccessChange } from '@gatehouse/services/access-changes/propose-access-change'
import { withdrawAccessChange } from '@gatehouse/services/access-changes/withdraw-access-change'
import { createGuardrail } from '@gatehouse/services/guardrails/create-guardrail'
import { getGuardrail } from '@gatehouse/services/guardrails/get-guardrail'
import { listGuardrails } from '@gatehouse/services/guardrails/list-guardrails'
import { listInheritedGuardrails } from '@gatehouse/services/guardrails/list-inherited-guardrails'
import { orderGuardrails } from '@gatehouse/services/guardrails/order-guardrails'
import { removeGuardrail } from '@gatehouse/services/guardrails/remove-guardrail'
import { switchGuardrail } from '@gatehouse/services/guardrails/switch-guardrail'
import { updateGuardrail } from '@gatehouse/services/guardrails/update-guardrail'
import { type Route, route } from '../route.ts'

export const guardrailRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listGuardrails, verb: listGuardrails }),
  route({ endpoint: endpoints.getGuardrail, verb: getGuardrail }),
  route({ endpoint: endpoints.createGuardrail, verb: createGuardrail }),
  route({ endpoint: endpoints.updateGuardrail, verb: updateGuardrail }),
  route({ endpoint: endpoints.switchGuardrail, verb: switchGuardrail }),
  route({ endpoint: endpoints.removeGuardrail, verb: removeGuardrail }),
  route({ endpoint: endpoints.orderGuardrails, verb: orderGuardrails }),
  route({ endpoint: endpoints.listInheritedGuardrails, verb: listInheritedGuardrails }),
  route({ endpoint: changes.previewAccessChange, verb: previewAccessChange }),
  route({ endpoint: changes.proposeAccessChange, verb: proposeAccessChange }),
  route({ endpoint: changes.listAccessChanges, verb: listAccessChanges }),
  route({ endpoint: changes.getAccessChange, verb: getAccessChange }),
  route({ endpoint: changes.decideAccessChange, verb: decideAccessChange }),
  route({ endpoint: changes.withdrawAccessChange, verb: withdrawAccessChange }),
  route({ endpoint: changes.commentAccessChange, verb: commentAccessChange }),
  route({ endpoint: changes.getAccessReview, verb: getAccessReview }),
  route({ endpoint: changes.putAccessReview, verb: putAccessReview }),
]
