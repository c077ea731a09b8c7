export interface Versions {
  readonly name: string
  readonly documents: readonly unknown[]
}
export function writeVersions(): string
export function pairsOf(versions: Versions): Generator<{ readonly name: string; readonly narrow: unknown; readonly wide: unknown }>
