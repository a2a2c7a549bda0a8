import { convertSpectralRuleset as endpoint } from '@gatehouse/contracts/endpoints/lint'
import { convertSpectral } from '@gatehouse/importers/lint/spectral'
import { ImportRefused } from '@gatehouse/importers/source-tree'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'

/** Reads a Spectral ruleset as own rules, for the editor; nothing is saved. */
export const convertSpectralRuleset = query({
  name: 'lint.spectral',
  allowed: { permission: 'lint.manage' },
  read: 'api.read',
  input: endpoint.body,
  run: async ({ input }) => {
    try {
      return convertSpectral(input.source)
    } catch (error) {
      if (error instanceof ImportRefused) throw new DomainError('invalid_input', error.issue.message)
      throw error
    }
  },
})
