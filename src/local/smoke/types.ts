/** What became of an app's smoke requests, and of requests beyond its roles. */
import type { Decision } from '../../decide/index.js'
import type { Problem } from '../../outcome/index.js'

export interface SmokeResult {
  readonly requests: readonly SmokeAnswer[]
  readonly outside: readonly Outside[]
  readonly problems: readonly Problem[]
}

export interface SmokeAnswer {
  readonly name: string
  /** `POST /items`, or `invoke ReportFunction`. */
  readonly request: string
  /** Null where nothing answered. */
  readonly status: number | null
  readonly isExpected: boolean
  readonly denied: readonly { readonly principal: string; readonly action: string; readonly resource: string; readonly because: string }[]
}

/** A request that a part of the app does not need, judged under its role, and under the role that the template gives it. */
export interface Outside {
  /** A function or another principal. */
  readonly subject: string
  readonly role: string
  readonly action: string
  readonly resource: string
  readonly decision: Decision['decision']
  /** The template's own roles for it, logical IDs, sorted; null where it has none. */
  readonly declared: { readonly roles: readonly string[]; readonly decision: Decision['decision'] } | null
}
