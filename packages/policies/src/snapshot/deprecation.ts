import type { SnapshotDeprecation, SnapshotIssue } from '@gatehouse/contracts/snapshot'

/** How a version ends, with everything that its answers will say ready as text. */
export type PlannedDeprecation = {
  readonly deprecatedAt: number
  /** Infinity: not decided yet. */
  readonly sunsetAt: number
  readonly brownOuts: readonly { readonly from: number; readonly to: number; readonly detail: string }[]
  /** Until when an application may call past the end, by its id. */
  readonly extensions: ReadonlyMap<string, number>
  /** `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`, name and value alternating. */
  readonly fields: readonly string[]
  /** Detail of the problem once it has ended. */
  readonly ended: string
  /** Where to go instead: `Successor: … How to move: …` */
  readonly moving: string
}

/** Null where the version does not end, or where what is said of its end cannot be (then with an issue). */
export function planDeprecation(
  source: SnapshotDeprecation | undefined,
  where: string,
  issues: SnapshotIssue[],
): PlannedDeprecation | null {
  if (source === undefined) return null
  const { deprecatedAt, sunsetAt, successor, guide, brownOuts, extensions } = source
  const addresses = [guide, ...(successor === undefined ? [] : [successor])]
  const wrong = addresses.find((address) => !/^https?:/i.test(address) || !URL.canParse(address))
  if (wrong !== undefined) {
    issues.push({ code: 'format', message: `“${wrong.slice(0, 200)}” is not an address to send callers to.`, where })
    return null
  }
  const guideHref = new URL(guide).href
  const successorHref = successor === undefined ? undefined : new URL(successor).href
  const links = [
    ...(successorHref === undefined ? [] : [`<${successorHref}>; rel="successor-version"`]),
    `<${guideHref}>; rel="deprecation"; type="text/html"`,
    ...(sunsetAt === undefined ? [] : [`<${guideHref}>; rel="sunset"; type="text/html"`]),
  ]
  const moving = `${successorHref === undefined ? '' : `Its successor: ${successorHref} `}How to move: ${guideHref}`
  const sunset = sunsetAt === undefined ? [] : ['Sunset', new Date(sunsetAt).toUTCString()]
  const end = sunsetAt === undefined ? '' : ` It ends for good on ${instantText(sunsetAt)}.`
  return {
    deprecatedAt,
    sunsetAt: sunsetAt ?? Number.POSITIVE_INFINITY,
    brownOuts: brownOuts.map(({ from, to }) => ({
      from,
      to,
      detail: `Out of service until ${instantText(to)}, to show who still calls it.${end} ${moving}`,
    })),
    extensions: new Map(extensions.map(({ applicationId, until }) => [applicationId, until])),
    fields: ['Deprecation', `@${Math.floor(deprecatedAt / 1000)}`, ...sunset, 'Link', links.join(', ')],
    ended: `${sunsetAt === undefined ? '' : `It ended on ${instantText(sunsetAt)}. `}${moving}`,
    moving,
  }
}

/** `2026-12-01 09:30 UTC` */
function instantText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
