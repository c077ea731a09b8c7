/** The form in which idioms are written, so that any of one kind goes with any of the others. */
import type { Operation } from './operations.js'

/** How a name of a package gets into a module. */
export interface ImportIdiom {
  readonly id: string
  /** CommonJS modules export by `module.exports` and lie in `.js` files. */
  readonly commonjs?: boolean
  /** Names are there only inside async code: `(await sdk).S3Client`. */
  readonly async?: boolean
  readonly bring: (packageName: string, names: readonly string[]) => Brought
}

export interface Brought {
  readonly top: readonly string[]
  /** An expression for each name. */
  readonly of: (name: string) => string
  /** Further files. */
  readonly files?: Readonly<Record<string, string>>
}

/** How code comes to a client. `make` is the expression that makes one. */
export interface ClientIdiom {
  readonly id: string
  /** The client is made at the top level, so its class has to be there. */
  readonly atTop: boolean
  readonly hold: (make: string, className: string) => { readonly top: readonly string[]; readonly get: string }
}

/** How code comes to the resource's name. */
export interface NameIdiom {
  readonly id: string
  readonly give: (names: readonly [string, string]) => {
    readonly top?: readonly string[]
    /** Statements of the handler. */
    readonly inner?: readonly string[]
    readonly value: string
    readonly env?: Readonly<Record<string, string>>
    readonly events?: readonly unknown[]
    readonly files?: Readonly<Record<string, string>>
    /** The name cannot be narrowed: why. */
    readonly loose?: string
  }
}

/** How the input is built of the name and the other members. */
export interface InputIdiom {
  readonly id: string
  readonly build: (
    member: string,
    value: string,
    more: string,
  ) => { readonly top?: readonly string[]; readonly inner?: readonly string[]; readonly input: string }
}

/** How the call is made: `call(client, input)` is the expression of the promise. */
export interface CallIdiom {
  readonly id: string
  readonly make: (
    call: (client: string, input: string) => string,
    client: string,
    input: string,
  ) => { readonly top?: readonly string[]; readonly inner: readonly string[] }
}

/** How the handler is exported. `body`: statements of a function of `event`. */
export interface HandlerIdiom {
  readonly id: string
  /** Only where modules are CommonJS (true) or ES modules (false). */
  readonly commonjs?: boolean
  readonly wrap: (body: readonly string[]) => {
    readonly top: readonly string[]
    readonly files?: Readonly<Record<string, string>>
    readonly entry?: string
  }
}

/** Which API of which SDK sends the operation. */
export interface ApiIdiom {
  readonly id: string
  readonly fits: (operation: Operation) => boolean
  readonly use: (operation: Operation) => {
    readonly imports: readonly (readonly [packageName: string, names: readonly string[]])[]
    /** The class of the client, for idioms that derive from it; null: it is no class of one package. */
    readonly className: string | null
    readonly make: (of: (name: string) => string) => string
    readonly call: (of: (name: string) => string) => (client: string, input: string) => string
    readonly more: string
  }
}
