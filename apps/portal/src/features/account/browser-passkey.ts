import { startAuthentication, startRegistration } from '@simplewebauthn/browser'

type Given = { attempt: string; options: { challenge: string; [name: string]: unknown } }

/** What the browser said instead of a passkey, in words for the person; undefined when he only closed its window. */
export class PasskeyRefused extends Error {}

function inWords(error: unknown): PasskeyRefused {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'AbortError') return new PasskeyRefused('The browser’s window was closed.')
  if (name === 'InvalidStateError') return new PasskeyRefused('This device has a passkey of yours already.')
  return new PasskeyRefused('This browser cannot use passkeys here.')
}

/** Has the browser make a passkey. Throws PasskeyRefused. */
export async function makePasskey({ attempt, options }: Given) {
  try {
    return { attempt, answer: { ...(await startRegistration({ optionsJSON: options as never })) } as never }
  } catch (error) {
    throw inWords(error)
  }
}

/** Has the browser show a passkey. Throws PasskeyRefused. */
export async function showPasskey({ attempt, options }: Given) {
  try {
    return { attempt, answer: { ...(await startAuthentication({ optionsJSON: options as never })) } as never }
  } catch (error) {
    throw inWords(error)
  }
}
