/** Address of a version's page in the portal. */
export function portalPage(portalUrl: string, version: { name: string; api: { slug: string } }): string {
  return `${portalUrl}/apis/${encodeURIComponent(version.api.slug)}/${encodeURIComponent(version.name)}`
}
