/** Roles → edits of the template that declares the app: what comes in and what goes out. */
import type { App } from '../../app/index.js'
import type { Needs } from '../../needs/index.js'
import type { Finding } from '../../outcome/index.js'
import type { Layout, RoleOptions, Roles } from '../../roles/index.js'

export interface EditInput {
  readonly app: App
  readonly needs: Needs
  readonly roles: Roles
  readonly layout: Layout
  readonly roleOptions: RoleOptions
  /** The text of each template, by its name in `app.templates`. */
  readonly sources: ReadonlyMap<string, string>
  /**
   * What becomes of a function whose role SAM makes. `policies`: its `Policies` are exchanged, and SAM goes on adding managed
   * policies of its own. `roles`: it gets a role in the template, under the logical ID that SAM would give it.
   */
  readonly implicitRoles: 'policies' | 'roles'
  /** Whether the template gets a trail of the app's data events and an alarm on refusals. Left out: no. */
  readonly monitoring?: boolean
}

export interface FileEdit {
  /** Relative to the app's folder. */
  readonly file: string
  readonly before: string
  readonly after: string
}

/** What must be pasted by hand, since no edit in place can say it. */
export interface Paste {
  readonly subject: string
  /** YAML. */
  readonly text: string
}

export interface EditPlan {
  /** Sorted by file; only those that change. */
  readonly files: readonly FileEdit[]
  /** What was left as it is, and why. */
  readonly findings: readonly Finding[]
  readonly pastes: readonly Paste[]
}
