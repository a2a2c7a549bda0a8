import { measureAuditVerify, measureAuditWrites } from './policy/audit.ts'
import { runFigures } from './run-figures.ts'

/** The figures of policy, one JSON line each: `npm run bench -- policy`, or some of them by name. */
await runFigures({
  onWorld: {},
  alone: { 'audit-writes': measureAuditWrites, 'audit-verify': measureAuditVerify },
})
