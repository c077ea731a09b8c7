/** What a person says that source and template do not: `rolewright.config.yaml` or `.json`, beside the template. */
import type { ValueHint } from '../needs/index.js'
import type { Guardrails } from '../review/index.js'
import type { Layout } from '../roles/index.js'
import type { LibraryModel } from '../trace/index.js'

export interface Config {
  /** The file's name, relative to the app's folder; null where there is none and all is default. */
  readonly file: string | null
  readonly layout: Layout | null
  readonly hints: readonly ValueHint[]
  readonly add: readonly Addition[]
  readonly refuse: readonly Refusal[]
  readonly libraries: readonly LibraryModel[]
  /** Null: none are said. */
  readonly smoke: Smoke | null
  /** What `check` asks of every role. */
  readonly guardrails: Guardrails
  /** What the symbols of account and region stand for; the command line says otherwise. */
  readonly target: { readonly account: string | null; readonly region: string | null }
  /** The permissions boundary that every role gets: the ARN of a managed policy, as symbolic text. */
  readonly boundary: string | null
  readonly roles: {
    /** The path of every role, e.g. `/app/`. */
    readonly path: string | null
    /** Sorted by key. */
    readonly tags: readonly { readonly key: string; readonly value: string }[]
  }
  readonly paths: {
    /** Where `secure` writes, relative to the app's folder. */
    readonly out: string | null
  }
}

/** What `secure` and `dev` send to the app under its roles. */
export interface Smoke {
  /** Folders that are copied into buckets before: `from` relative to the app's folder, `to` a logical ID. */
  readonly files: readonly { readonly from: string; readonly to: string; readonly under: string }[]
  readonly requests: readonly SmokeRequest[]
}

export interface SmokeRequest {
  readonly name: string
  /** `{name}` in path, headers and body stands for what an earlier request kept. */
  readonly call:
    | {
        readonly kind: 'request'
        readonly method: string
        readonly path: string
        /** A logical ID; null: the app's only API. */
        readonly api: string | null
        readonly headers: ReadonlyMap<string, string>
        /** Undefined: none. Text is sent as it is, all else as JSON. */
        readonly body: unknown
        /** A function, with its role, or `developer`; null: nobody. */
        readonly signedBy: string | null
      }
    | { readonly kind: 'invoke'; readonly function: string; readonly event: unknown }
  /** Null: any that says that it worked. */
  readonly status: number | null
  /** Names, with the path of the value in the answer: `{ id: "$.id" }`. */
  readonly keep: ReadonlyMap<string, string>
}

/** A grant that neither code nor template shows. */
export interface Addition {
  /** A function or another principal of the app. */
  readonly to: string
  readonly actions: readonly string[]
  /** Symbolic text. */
  readonly resources: readonly string[]
  readonly conditions: readonly { readonly operator: string; readonly key: string; readonly values: readonly string[] }[]
  readonly reason: string
}

/** What is not granted although code or template needs it. Patterns as in a policy: `iam:*`. */
export interface Refusal {
  /** Null: to nobody. */
  readonly to: string | null
  readonly actions: readonly string[]
  /** Patterns of symbolic text; `*` is any. */
  readonly resources: readonly string[]
  readonly reason: string
}
