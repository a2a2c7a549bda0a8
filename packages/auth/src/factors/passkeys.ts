import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'

/** For whom a browser keeps and offers passkeys: one host name, and the origin that may ask. */
export type RelyingParty = { id: string; origin: string }

export type StoredPasskey = { credentialId: string; publicKey: Uint8Array; counter: bigint; transports: string[] }
export type NewPasskey = StoredPasskey & { backedUp: boolean }

/**
 * The relying party of an app's public address. An address by number has none, as browsers ask for a name; this machine's own is
 * `localhost`.
 */
export function relyingParty(appUrl: string): RelyingParty | undefined {
  const url = new URL(appUrl)
  if (url.hostname === '127.0.0.1' || url.hostname === '[::1]') url.hostname = 'localhost'
  const isNumber = /^[\d.]+$/.test(url.hostname) || url.hostname.startsWith('[')
  return isNumber ? undefined : { id: url.hostname, origin: url.origin }
}

/** Options for making a passkey; those that the person has already are not made again. */
export function passkeyCreation(
  rp: RelyingParty,
  about: { rpName: string; personId: string; userName: string; displayName: string; have: readonly StoredPasskey[] },
) {
  return generateRegistrationOptions({
    rpName: about.rpName,
    rpID: rp.id,
    userID: new TextEncoder().encode(about.personId),
    userName: about.userName,
    userDisplayName: about.displayName,
    attestationType: 'none',
    excludeCredentials: about.have.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
}

/** The passkey that a browser made for this challenge; undefined when anything of it is not right. */
export async function verifyNewPasskey(
  rp: RelyingParty,
  challenge: string,
  response: unknown,
): Promise<NewPasskey | undefined> {
  try {
    const verified = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: false,
    })
    if (!verified.verified) return undefined
    const { credential, credentialBackedUp } = verified.registrationInfo
    return {
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: BigInt(credential.counter),
      transports: credential.transports ?? [],
      backedUp: credentialBackedUp,
    }
  } catch {
    return undefined
  }
}

/** Options for showing a passkey: one of these, or, with none named, any that the browser keeps for this host. */
export function passkeyRequest(rp: RelyingParty, allowed: readonly StoredPasskey[], alone: boolean) {
  return generateAuthenticationOptions({
    rpID: rp.id,
    // Alone it stands for two factors: the device, and the finger or number that opens it.
    userVerification: alone ? 'required' : 'preferred',
    allowCredentials: allowed.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  })
}

/** The counter after a passkey signed this challenge; undefined when anything of it is not right. */
export async function verifyPasskey(
  rp: RelyingParty,
  challenge: string,
  response: unknown,
  passkey: StoredPasskey,
  alone: boolean,
): Promise<{ counter: bigint } | undefined> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: alone,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: Number(passkey.counter),
        transports: passkey.transports,
      },
    })
    return verified ? { counter: BigInt(authenticationInfo.newCounter) } : undefined
  } catch {
    return undefined
  }
}
