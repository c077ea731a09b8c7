import type { Audit } from '../../src/audit/index.js'

export interface TrailFile {
  readonly path: string
  readonly bytes: Uint8Array
}
type RoleTruth = Pick<Audit['roles'][string], 'id' | 'sessions' | 'used' | 'denials'>
export interface Truth {
  readonly read: Audit['read']
  readonly roles: Readonly<Record<string, RoleTruth>>
}
export function makeTrail(options: {
  readonly seed: number
  readonly events: number
  readonly roles?: number
  readonly layout?: 'account' | 'organization'
  readonly perFile?: number
  readonly wholeOnly?: boolean
  readonly wide?: boolean
}): { readonly files: readonly TrailFile[]; readonly truth: Truth }
export function records(options: {
  readonly seed: number
  readonly count: number
  readonly roles?: number
}): Generator<Record<string, unknown>>
export function random(seed: number): () => number
