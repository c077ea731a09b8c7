export interface Version {
  readonly name: string
  readonly version: number
  readonly document: unknown
}
export interface Direction {
  readonly name: string
  readonly narrow: unknown
  readonly wide: unknown
}
export function writeVersions(): string
export function pairsOf(before: Version | null, after: Version): readonly Direction[]
export function allPairs(): Generator<Direction>
