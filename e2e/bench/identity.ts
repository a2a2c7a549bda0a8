import { measureCodeRaces } from './identity/code-races.ts'
import { measureEnumeration } from './identity/enumeration.ts'
import { measureKeyImport } from './identity/key-import.ts'
import { measureMapGroup } from './identity/map-group.ts'
import { measureOpenStreams } from './identity/open-streams.ts'
import { measureRevocations } from './identity/revocation-matrix.ts'
import { runFigures } from './run-figures.ts'

/** The figures of identity, one JSON line each: `npm run bench -- identity`, or some of them by name. */
await runFigures({
  onWorld: { revocations: measureRevocations },
  alone: {
    enumeration: measureEnumeration,
    'code-races': measureCodeRaces,
    'key-import': measureKeyImport,
    'map-group': measureMapGroup,
    'open-streams': measureOpenStreams,
  },
})
