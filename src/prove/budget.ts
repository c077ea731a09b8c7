/** Steps, not milliseconds: the same question has the same answer on every machine. */
export interface Limits {
  /** States of one automaton. */
  readonly states: number
  /** Nodes of the search, over one question. */
  readonly nodes: number
  /** Ways in which lists of values answer the tests of one key. */
  readonly vectors: number
}

export const DEFAULT_LIMITS: Limits = { states: 20_000, nodes: 20_000, vectors: 4_096 }

export interface Budget {
  readonly limits: Limits
  nodes: number
  /** What was not looked through, and why: with any of these, finding nothing is no proof. */
  readonly gaps: Set<string>
  /** Whether the search took it that AWS has no actions but the catalog's. */
  onCatalog: boolean
}

export const newBudget = (limits: Limits): Budget => ({ limits, nodes: limits.nodes, gaps: new Set(), onCatalog: false })
