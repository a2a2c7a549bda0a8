import { report } from '../report.ts'
import { startOauthWorld } from './oauth-world.ts'

const races = 1_000

/** `oauth.code_races_won`: share of codes, each exchanged twice at once, of which exactly one exchange succeeded. */
export async function measureCodeRaces(): Promise<void> {
  const world = await startOauthWorld()
  try {
    let won = 0
    for (let race = 0; race < races; race += 1) {
      const code = await world.getCode()
      const statuses = await Promise.all([world.exchange(code), world.exchange(code)])
      if (statuses.toSorted().join() === '200,400') won += 1
    }
    report('oauth.code_races_won', won / races, 'share', races)
  } finally {
    await world.close()
  }
}
