/** What a preset asks for, and the rule that follows from it. */
export type Preset = {
  value: 'github' | 'gitlab' | 'other'
  label: string
  issuer: string
  place: { label: string; placeholder: string }
  limit: { label: string; placeholder: string; hint: string }
}

export const presets: readonly Preset[] = [
  {
    value: 'github',
    label: 'GitHub Actions',
    issuer: 'https://token.actions.githubusercontent.com',
    place: { label: 'Repository', placeholder: 'acme/orders' },
    limit: { label: 'Branch or environment', placeholder: 'main', hint: 'A branch, or env:production. * for any.' },
  },
  {
    value: 'gitlab',
    label: 'GitLab CI/CD',
    issuer: 'https://gitlab.com',
    place: { label: 'Project', placeholder: 'acme/orders' },
    limit: { label: 'Branch or tag', placeholder: 'main', hint: 'A branch, or tag:v*. * for any branch.' },
  },
  {
    value: 'other',
    label: 'Another issuer',
    issuer: '',
    place: { label: 'Claims', placeholder: 'sub=pipeline:orders:*' },
    limit: { label: 'More claims', placeholder: 'env=prod', hint: 'claim=pattern, with commas between.' },
  },
]

/** The claims that a preset's two fields mean. */
export function claimsOf(kind: Preset['value'], place: string, limit: string): Record<string, string> {
  if (kind === 'github') {
    const environment = /^env:(.+)$/.exec(limit)?.[1]
    return {
      repository: place,
      ...(environment ? { environment } : limit && limit !== '*' ? { ref: `refs/heads/${limit}` } : {}),
    }
  }
  if (kind === 'gitlab') {
    const tag = /^tag:(.+)$/.exec(limit)?.[1]
    return {
      project_path: place,
      ...(tag
        ? { ref_type: 'tag', ref: tag }
        : { ref_type: 'branch', ...(limit && limit !== '*' ? { ref: limit } : {}) }),
    }
  }
  const pairs = `${place},${limit}`
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean)
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()]),
  )
}

/** The lines of a workflow that make a job sign in by the rule. */
export function workflowOf(kind: Preset['value'], controlUrl: string): string {
  if (kind === 'gitlab')
    return `job:
  id_tokens:
    GATEHOUSE_ID_TOKEN:
      aud: ${controlUrl}
  script:
    - node tools/gatehouse.mjs login ${controlUrl} --job`
  return `permissions:
  id-token: write
  contents: read
steps:
  - run: node tools/gatehouse.mjs login ${controlUrl} --job`
}
