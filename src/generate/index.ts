export { generatedSchema } from './schema.js'
export { generate } from './generate.js'
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
