import type { BundleImporter } from './import-bundle.ts'

/** Formats that share an importer. */
export type ImportFamily = 'openapi' | 'raml' | 'api-blueprint'

/**
 * The importers by family, loaded when the first file of theirs comes. A family is recognised by `recogniseFamily` in
 * recognise-format.ts; a new importer is one line here.
 */
export const importers: Partial<Record<ImportFamily, () => Promise<BundleImporter>>> = {
  openapi: async () => (await import('./import-openapi.ts')).importOpenApiBundle,
  'api-blueprint': async () => (await import('./blueprint/import-blueprint.ts')).importBlueprintBundle,
  raml: async () => (await import('./raml/import-raml.ts')).importRamlBundle,
}
