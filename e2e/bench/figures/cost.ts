import { runGatewayCost } from '../cost/run-gateway-cost.ts'
import { progress } from '../report.ts'

/** The gateway's cost beside nginx + Lua. */
export async function measureCost(): Promise<void> {
  progress('cost beside nginx + Lua')
  await runGatewayCost([], 'gateway.')
}
