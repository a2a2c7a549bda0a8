import type { CheckName } from '@gatehouse/contracts/stage-rules'
import type { PromotionCheckKind } from './check.ts'

/** Every kind of check that a gate can ask for, one file each. */
const kinds: { readonly [Name in CheckName]?: PromotionCheckKind<Name> } = {}

/** The kind of a check. */
export function checkKind<Name extends CheckName>(name: Name): PromotionCheckKind<Name> | undefined {
  return kinds[name]
}
