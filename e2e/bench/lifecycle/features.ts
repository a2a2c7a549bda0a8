import { runGatewayCost } from '../cost/run-gateway-cost.ts'
import { progress } from '../report.ts'

/**
 * What it costs the gateway to note what calls use and to sample their shapes: its CPU per request over that of a gateway without, both asked
 * in the same alternating rounds, so that what else the machine does falls out.
 */
export async function measureFeatures(): Promise<void> {
  progress('cost of noting')
  await runGatewayCost(['--recording', '--rounds=9', '--seconds=3'], 'features.')
}
