import type { StageRef } from '@gatehouse/contracts/endpoints/stages'

export const exposureWords: Record<StageRef['exposure'], string> = {
  hidden: 'Closed to developers',
  sandbox: 'Sandbox',
  live: 'Live',
}

export const exposureMeanings: Record<StageRef['exposure'], string> = {
  hidden: 'Members only; it shows nowhere in a portal.',
  sandbox: 'Developers try here, with keys that do nothing elsewhere.',
  live: 'The real thing. Marked in amber wherever it is shown.',
}
