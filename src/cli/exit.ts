/** Exit statuses. `no` comes with a counterexample or a finding, `unknown` with its reason. */
export const EXIT = { yes: 0, failed: 1, no: 2, unknown: 3 } as const
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]
