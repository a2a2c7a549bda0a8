import type { KeyImportView } from '@gatehouse/contracts/endpoints/key-imports'

export const sourceTexts: Record<
  KeyImportView['source'],
  { label: string; description: string; accept: string; files: number }
> = {
  csv: {
    label: 'CSV',
    description: 'First row names the columns: key or sha256; consumer, name, plan, scopes, expires if you have them.',
    accept: '.csv,.txt,.tsv',
    files: 1,
  },
  json: {
    label: 'JSON',
    description: 'A list of objects with key or sha256; consumer, name, groups, scopes, expiresAt.',
    accept: '.json',
    files: 1,
  },
  kong: {
    label: 'Kong',
    description:
      'Declarative configuration, as “deck gateway dump” or db_export write it: consumers, key-auth, ACLs, tags.',
    accept: '.yaml,.yml,.json',
    files: 1,
  },
  tyk: {
    label: 'Tyk',
    description: 'Keys with their sessions as JSON, by value, or hashed with SHA-256.',
    accept: '.json',
    files: 1,
  },
  aws: {
    label: 'AWS API Gateway',
    description: 'The CSV of API keys, or get-api-keys --include-values; get-usage-plans beside it.',
    accept: '.csv,.json',
    files: 5,
  },
}

export const listTexts = {
  imported: { word: 'Imported', tone: 'ok' },
  already: { word: 'Already here', tone: 'neutral' },
  refused: { word: 'Refused', tone: 'bad' },
} as const
