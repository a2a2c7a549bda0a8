import { measureCost } from './figures/cost.ts'
import { measureDeploy } from './figures/deploy.ts'
import { measureGatewayMemory } from './figures/gateway-memory.ts'
import { measureIngest } from './figures/ingest.ts'
import { measureLogFreshness } from './figures/log-freshness.ts'
import { measureRevoke } from './figures/revoke.ts'
import { measureStart } from './figures/start.ts'
import { measureSwap } from './figures/swap.ts'
import { runFigures } from './run-figures.ts'

/**
 * The figures of the first real request, one JSON line each: `npm run bench -- first`, or some of them by name
 * (`npm run bench -- first revoke deploy`). Standard error tells what goes on.
 */
await runFigures({
  onWorld: {
    memory: measureGatewayMemory,
    revoke: measureRevoke,
    deploy: measureDeploy,
    swap: measureSwap,
    log: measureLogFreshness,
    ingest: measureIngest,
  },
  alone: { cost: measureCost, start: measureStart },
})
