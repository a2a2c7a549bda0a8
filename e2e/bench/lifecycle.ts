import { measureFeatures } from './lifecycle/features.ts'
import { measureImpact } from './lifecycle/impact.ts'
import { measureLists } from './lifecycle/lists.ts'
import { measurePromote } from './lifecycle/promote.ts'
import { measureReplay } from './lifecycle/replay.ts'
import { measureRollback } from './lifecycle/rollback.ts'
import { runFigures } from './run-figures.ts'

/** The figures of the lifecycle, one JSON line each: `npm run bench -- lifecycle`, or some of them by name. */
await runFigures({
  onWorld: { rollback: measureRollback, promote: measurePromote, replay: measureReplay },
  alone: { lists: measureLists, impact: measureImpact, features: measureFeatures },
})
