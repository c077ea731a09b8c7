export { generate, roleOptions } from './generate.js'
export { readGenerated } from './read-deployed.js'
export { generatedSchema } from './schema.js'
export type {
  Generated,
  GeneratedEvidence,
  GeneratedFunction,
  GeneratedGrant,
  GeneratedPrincipal,
  GeneratedProof,
  GeneratedResourcePolicy,
  GeneratedRole,
  GeneratedUnresolved,
  GenerateOptions,
  Generation,
  Width,
} from './types.js'
