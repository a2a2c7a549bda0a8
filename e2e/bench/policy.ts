import { measureAccessDiff, measureMatrix } from './policy/access-engine.ts'
import { measureAuditVerify, measureAuditWrites } from './policy/audit.ts'
import { measureGuardrail } from './policy/guardrail.ts'
import { measureSimulator } from './policy/simulator.ts'
import { runFigures } from './run-figures.ts'

/** The figures of policy, one JSON line each: `npm run bench -- policy`, or some of them by name. */
await runFigures({
  onWorld: { guardrail: measureGuardrail },
  alone: {
    simulator: measureSimulator,
    matrix: measureMatrix,
    'access-diff': measureAccessDiff,
    'audit-writes': measureAuditWrites,
    'audit-verify': measureAuditVerify,
  },
})
