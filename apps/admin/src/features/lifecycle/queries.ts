import { getDeprecation } from '@gatehouse/contracts/endpoints/deprecations'
import { previewSubscriberMove } from '@gatehouse/contracts/endpoints/subscriber-moves'
import { read } from '../../api/read.ts'
import type { VersionName } from '../apis/queries.ts'

export const deprecationRead = (name: VersionName) => read(getDeprecation, { ...name })
export const moveRead = (name: VersionName, plans: Record<string, string>) =>
  read(previewSubscriberMove, { ...name, plans })
