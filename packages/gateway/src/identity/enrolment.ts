import { readFile } from 'node:fs/promises'
import { enrolResponse, syncPaths } from '@gatehouse/contracts/sync'
import type { Logger } from 'pino'
import type { GatewayOptions } from '../gateway-options.ts'
import { type ControlClient, ControlError } from '../sync/control-client.ts'
import { type GatewayIdentity, type GatewayKeys, storeEnrolment } from './gateway-identity.ts'

/** Tries until the control plane has taken the token: file not there yet, control plane not up, token replaced. */
export async function enrol(
  options: GatewayOptions,
  keys: GatewayKeys,
  control: ControlClient,
  log: Logger,
  signal: AbortSignal,
): Promise<GatewayIdentity | undefined> {
  let said = ''
  const say = (text: string) => {
    if (text !== said) log.warn(text)
    said = text
  }
  for (let wait = 200; !signal.aborted; wait = Math.min(wait * 1.5, 2000)) {
    const token = await readToken(options)
    if (token === undefined) say('waiting for an enrolment token')
    else {
      try {
        const answer = await control.json('POST', syncPaths.enrol, {
          token,
          name: options.name,
          signingKey: keys.signingPublic,
          sealingKey: keys.sealingPublic,
        })
        return await storeEnrolment(options.data, keys, enrolResponse.parse(answer))
      } catch (error) {
        // Never the token itself.
        const cause = error instanceof ControlError ? error.message : 'control plane not reachable'
        say(`enrolment: ${cause}`)
      }
    }
    await pause(wait, signal)
  }
  return undefined
}

async function readToken(options: GatewayOptions): Promise<string | undefined> {
  if (options.enrolmentToken !== undefined) return options.enrolmentToken
  if (options.enrolmentTokenFile === undefined) return undefined
  const text = await readFile(options.enrolmentTokenFile, 'utf8').catch(() => '')
  return text.trim() === '' ? undefined : text.trim()
}

/** Ends early, without an error, when the gateway stops. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
