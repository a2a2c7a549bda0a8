import type { ConfiguredVersion } from '@gatehouse/contracts/configuration'
import type { Id } from '@gatehouse/contracts/ids'
import { createLintWaiver, endLintWaiver } from '../lint/waivers.ts'
import type { LoadedVersion } from './load-apis.ts'
import type { VersionPlace } from './plan-version.ts'
import { type Planning, type Step, step } from './planning.ts'

type Waiver = { rule: string; place: string | null; reason: string; expiresAt: string }

/** Waivers by rule and place. One with another reason or end takes the former's place. */
export function planWaivers(
  { prune, ctx, notes }: Planning,
  { api }: VersionPlace,
  { name, waivers }: ConfiguredVersion,
  current: LoadedVersion,
): Step[] {
  if (waivers === undefined) return []
  const object = `apis/${api}/${name}/waivers`
  const path = { api, version: name }
  const end = (waiver: LoadedVersion['waivers'][number], sentence: string): Step =>
    step({ act: 'delete', object, sentence }, (ctx) =>
      endLintWaiver({ ctx, input: { ...path, waiver: waiver.id as Id<'lintWaiver'> } }),
    )
  const steps: Step[] = []
  for (const waiver of waivers) {
    if (Date.parse(waiver.expiresAt) <= ctx.now().getTime()) {
      notes.add(`The waiver of ${waiver.rule} in ${api} ${name} has expired; it is left out.`)
      continue
    }
    const same = current.waivers.filter((other) => isSame(waiver, other))
    const [kept] = same.filter(
      ({ reason, expiresAt }) => reason === waiver.reason && sameInstant(expiresAt, waiver.expiresAt),
    )
    for (const other of same)
      if (other !== kept) steps.push(end(other, `The waiver of ${waiver.rule} in ${api} ${name} ends`))
    if (kept) continue
    const fields = [{ name: 'waiver', before: null, after: waiver }]
    const { place, ...rest } = waiver
    steps.push(
      step(
        {
          act: 'create',
          object,
          sentence: `${waiver.rule} is waived in ${api} ${name} until ${waiver.expiresAt}`,
          fields,
        },
        (ctx) =>
          createLintWaiver({
            ctx,
            input: {
              ...path,
              ...rest,
              expiresAt: new Date(rest.expiresAt).toISOString(),
              ...(place === null ? {} : { place }),
            },
          }),
      ),
    )
  }
  if (!prune) return steps
  const unsaid = current.waivers.filter((other) => !waivers.some((waiver) => isSame(waiver, other)))
  return [...steps, ...unsaid.map((other) => end(other, `The waiver of ${other.rule} in ${api} ${name} ends`))]
}

function isSame(one: Waiver, other: Waiver): boolean {
  return one.rule === other.rule && one.place === other.place
}

function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other)
}
