import type { SamlSettings } from '@gatehouse/contracts/identity-providers'
import { type Discovery, type ProviderCall, ProviderError } from '../adapter.ts'
import { askProvider, type ProviderNetwork } from '../provider-network.ts'
import { readOwnKeys } from './own-keys.ts'
import { readCertificates } from './provider-certificates.ts'
import { fetchProviderMetadata } from './read-metadata.ts'

type Finding = { level: 'warn' | 'bad'; sentence: string }
const soonMs = 30 * 24 * 3600_000

/** Whether somebody answers at the sign-on address, whether the certificates are good, and whether published metadata still says the same. */
export async function discoverSaml(network: ProviderNetwork, call: ProviderCall<SamlSettings>): Promise<Discovery> {
  const { settings } = call
  const began = performance.now()
  const certificates = readCertificates(settings.certificates)
  const findings: Finding[] = []
  const now = call.now().getTime()
  for (const { certificate } of certificates) {
    const until = Date.parse(certificate.validTo)
    if (until <= now)
      findings.push({
        level: 'warn',
        sentence: `A certificate ended on ${day(until)}. Its signatures are taken all the same: the settings name it, not an authority.`,
      })
    else if (until - now < soonMs)
      findings.push({
        level: 'warn',
        sentence: `A certificate ends on ${day(until)}: ask the provider for the next one and add it.`,
      })
  }
  const keys = readOwnKeys(call.secret)
  if (keys === undefined)
    findings.push(
      settings.encrypted
        ? { level: 'bad', sentence: 'Assertions must come encrypted, but there is no key of ours: make one.' }
        : { level: 'warn', sentence: 'There is no key of ours: requests are not signed.' },
    )
  if (settings.metadataUrl === undefined) {
    // Any answer will do: what the address says to a request without a browser is its own affair.
    await askProvider(network, 'The sign-on address', { url: settings.signOnUrl, signal: call.signal }).catch(
      (error) => {
        if (!(error instanceof ProviderError) || error.fault === 'malformed' || error.fault === 'too_large') return
        throw error
      },
    )
  } else findings.push(...(await compare(network, call, settings.metadataUrl, certificates)))
  const worst = findings.find(({ level }) => level === 'bad')
  return {
    health: {
      state: worst ? 'failing' : 'well',
      sentence: worst?.sentence ?? '',
      at: call.now().toISOString(),
      tookMs: Math.round(performance.now() - began),
    },
    facts: [
      { name: 'Sign-on address', value: settings.signOnUrl },
      { name: 'Binding', value: settings.signOnBinding },
      {
        name: 'Certificates',
        value: certificates
          .map(
            ({ certificate }) =>
              `${certificate.fingerprint256.slice(0, 23)}…, until ${day(Date.parse(certificate.validTo))}`,
          )
          .join('; '),
      },
      { name: 'Requests', value: keys === undefined ? 'not signed' : 'signed' },
    ],
    findings,
  }
}

async function compare(
  network: ProviderNetwork,
  call: ProviderCall<SamlSettings>,
  url: string,
  known: ReturnType<typeof readCertificates>,
): Promise<Finding[]> {
  const { settings } = call
  const told = await fetchProviderMetadata(network, url, call.signal)
  const prints = new Set(known.map(({ certificate }) => certificate.fingerprint256))
  const fresh = readCertificates(told.certificates).filter(({ certificate }) => !prints.has(certificate.fingerprint256))
  const findings: Finding[] = []
  if (told.entityId !== settings.entityId)
    findings.push({
      level: 'bad',
      sentence: `The metadata is that of another provider (${told.entityId.slice(0, 200)}).`,
    })
  if (fresh.length > 0)
    findings.push({
      level: fresh.length === told.certificates.length ? 'bad' : 'warn',
      sentence:
        'The provider’s metadata names a certificate that is not in the settings: take it over before the provider begins to sign with it.',
    })
  if (told.signOnUrl !== settings.signOnUrl && settings.signOnBinding === told.signOnBinding)
    findings.push({
      level: 'warn',
      sentence: `The provider’s metadata names another sign-on address: ${told.signOnUrl.slice(0, 300)}`,
    })
  if (told.wantsSignedRequests && readOwnKeys(call.secret) === undefined)
    findings.push({
      level: 'bad',
      sentence: 'The provider wants signed requests, but there is no key of ours: make one.',
    })
  return findings
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10)
