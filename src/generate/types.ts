/** The value of `generate --json`, as the contract gives it: plain JSON, symbolic text written out, canonical order. */
import type { App, AppFormat } from '../app/index.js'
import type { Config } from '../config/index.js'
import type { Certainty, Needs } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import type { Counterexample } from '../prove/index.js'
import type { GuardrailResult } from '../review/index.js'
import type { Layout, Roles } from '../roles/index.js'

/** What to generate from, and how. */
export interface GenerateOptions {
  /** Absolute: a folder, a template, a config file, or source files (each is an entry then). Never empty. */
  readonly inputs: readonly string[]
  /** Null: the config's, else `per-function`. */
  readonly layout: Layout | null
  /** `--parameters k=v`; they win over `samconfig.toml` and defaults. */
  readonly parameters: ReadonlyMap<string, string>
  readonly account: string | null
  readonly region: string | null
  /** Null: seen from the input. */
  readonly from: AppFormat | null
  /** The text of a stack's own template, which is taken in place of the file's; code is read from this machine. */
  readonly deployed?: string
  /** Told as functions are traced. */
  readonly onProgress?: (done: number, total: number, what: string) => void
}

/** Everything that one run found: the rooms' own values, and the contract's value made of them. */
export interface Generation {
  readonly app: App
  readonly config: Config
  /** The one that was asked for, else the configuration's, else `per-function`. */
  readonly layout: Layout
  readonly needs: Needs
  readonly roles: Roles
  /** What the configuration asks of roles and policies, and whether it holds. */
  readonly guardrails: readonly GuardrailResult[]
  readonly generated: Generated
}

export interface Generated {
  readonly app: { readonly templates: readonly string[]; readonly format: AppFormat }
  /** By the function's ID, sorted; so are all maps here. */
  readonly functions: Readonly<Record<string, GeneratedFunction>>
  readonly principals: Readonly<Record<string, GeneratedPrincipal>>
  readonly roles: Readonly<Record<string, GeneratedRole>>
  readonly resourcePolicies: readonly GeneratedResourcePolicy[]
  readonly widths: Readonly<Record<string, { readonly declared: Width; readonly generated: Width }>>
  readonly proofs: readonly GeneratedProof[]
  readonly findings: readonly Finding[]
}

export interface GeneratedFunction {
  /** Relative to the app's folder; null where the code is not on this machine. */
  readonly handler: { readonly file: string; readonly export: string } | null
  readonly runtime: string | null
  readonly role: string
  readonly grants: readonly GeneratedGrant[]
  readonly unresolved: readonly GeneratedUnresolved[]
}

export interface GeneratedPrincipal {
  readonly service: string
  readonly role: string
  readonly grants: readonly GeneratedGrant[]
}

export interface GeneratedGrant {
  readonly actions: readonly string[]
  /** Symbolic text, e.g. `arn:${AWS::Partition}:s3:::${Bucket}/*`. */
  readonly resources: readonly string[]
  readonly conditions: readonly { readonly operator: string; readonly key: string; readonly values: readonly string[] }[]
  readonly kind: 'call' | 'platform' | 'declared' | 'added'
  readonly certainty: Certainty
  /** With `added` and `declared`. */
  readonly reason?: string
  readonly evidence: readonly GeneratedEvidence[]
}

export interface GeneratedEvidence {
  readonly file: string
  readonly line: number
  readonly column: number
  /** `dynamodb:PutItem`; for the platform what asks, e.g. `Tracing`. */
  readonly operation: string
  /** Names of functions from the handler to the call; empty for the platform. */
  readonly via: readonly string[]
}

export interface GeneratedUnresolved {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly code: string
  readonly message: string
  readonly hint: string
}

export interface GeneratedRole {
  readonly usedBy: readonly string[]
  readonly trustPolicy: unknown
  readonly policies: readonly { readonly name: string; readonly document: unknown }[]
  /** Text, or a CloudFormation value. */
  readonly managedPolicyArns: readonly unknown[]
  readonly permissionsBoundary: string | null
  readonly sizeChars: number
}

export interface GeneratedResourcePolicy {
  readonly resource: string
  readonly kind: string
  readonly document: unknown
}

/** `cells`: pairs of action and resource pattern after wildcard actions were expanded. */
export interface Width {
  readonly actions: number
  readonly cells: number
}

export interface GeneratedProof {
  /** `needed-in-generated`, `generated-in-declared`, `packed-equals-unpacked`, `guardrail:NAME`. */
  readonly claim: string
  readonly subject: string
  readonly verdict: 'proved' | 'refuted' | 'unknown'
  /** With the app's symbols; null but where the verdict is `refuted`. */
  readonly counterexample: Counterexample | null
}
