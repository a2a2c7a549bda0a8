import { measureCodeRaces } from './identity/code-races.ts'
import { measureKeyImport } from './identity/key-import.ts'
import { measureOpenStreams } from './identity/open-streams.ts'
import { measureRevocations } from './identity/revocation-matrix.ts'
import { runFigures } from './run-figures.ts'

/** The figures of identity, one JSON line each: `npm run bench -- identity`, or some of them by name. */
await runFigures({
  onWorld: { revocations: measureRevocations },
  alone: { 'code-races': measureCodeRaces, 'key-import': measureKeyImport, 'open-streams': measureOpenStreams },
})
