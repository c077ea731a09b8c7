/**
 * Methods of Java's texts, lists and maps, as mapping templates call them: velocityjs has few of them, and JavaScript's own of
 * the same name do something else (`replaceAll` takes a pattern in Java).
 * Source: Apache Velocity User Guide, "Methods"; Java SE API, `String`, `List`, `Map`.
 */

/** As velocityjs asks for it. */
export interface MethodCall {
  readonly property: string
  readonly params: readonly unknown[]
  readonly context: unknown
}

export interface MethodHandler {
  readonly uid: string
  readonly match: (call: MethodCall) => boolean
  readonly resolve: (call: MethodCall) => unknown
}

type Methods<T> = Readonly<Record<string, (on: T, ...params: unknown[]) => unknown>>

const TEXT: Methods<string> = {
  length: (on) => on.length,
  size: (on) => on.length,
  isEmpty: (on) => on === '',
  equals: (on, other) => on === other,
  equalsIgnoreCase: (on, other) => on.toLowerCase() === String(other).toLowerCase(),
  contains: (on, part) => on.includes(String(part)),
  matches: (on, pattern) => expression(`^(?:${String(pattern)})$`)?.test(on) ?? false,
  replace: (on, from, to) => on.split(String(from)).join(String(to)),
  replaceAll: (on, pattern, to) => replaced(on, expression(String(pattern), 'g'), to),
  replaceFirst: (on, pattern, to) => replaced(on, expression(String(pattern)), to),
  // Java drops what is empty at the end.
  split: (on, pattern) => on.split(expression(String(pattern)) ?? String(pattern)).reduceRight<string[]>(withoutEmptyEnd, []),
  toString: (on: string) => on,
}

const LIST: Methods<unknown[]> = {
  size: (on) => on.length,
  isEmpty: (on) => on.length === 0,
  get: (on, at) => on[Number(at)],
  contains: (on, item) => on.includes(item),
  add: (on, item) => on.push(item) > 0,
  addAll: (on, items) => Array.isArray(items) && on.push(...items) > 0,
}

const MAP: Methods<Record<string, unknown>> = {
  size: (on) => Object.keys(on).length,
  isEmpty: (on) => Object.keys(on).length === 0,
  get: (on, key) => own(on, key),
  getOrDefault: (on, key, fallback) => own(on, key) ?? fallback,
  containsKey: (on, key) => Object.hasOwn(on, String(key)),
  containsValue: (on, value) => Object.values(on).includes(value),
  keySet: (on) => Object.keys(on),
  values: (on) => Object.values(on),
  entrySet: (on) => Object.entries(on).map(([key, value]) => ({ key, value })),
  put: (on, key, value) => put(on, key, value),
  putAll: (on, more) => {
    for (const [key, value] of Object.entries(isMap(more) ? more : {})) put(on, key, value)
    return ''
  },
}

const ANY: Methods<unknown> = {
  equals: (on, other) => on === other,
  toString: (on: unknown) => (typeof on === 'object' && on !== null ? JSON.stringify(on) : String(on)),
  intValue: (on) => Math.trunc(Number(on)),
  parseInt: (_, text) => Number.parseInt(String(text), 10),
}

/** @returns undefined for what is none of Java's here: a function of a variable that API Gateway sets */
function methodOf({ context, property }: MethodCall): ((...params: readonly unknown[]) => unknown) | undefined {
  if (context === null || context === undefined) return undefined
  if (isMap(context) && typeof own(context, property) === 'function') return undefined
  const ofKind =
    typeof context === 'string'
      ? pick(TEXT, property, context)
      : Array.isArray(context)
        ? pick(LIST, property, context)
        : isMap(context)
          ? pick(MAP, property, context)
          : undefined
  return ofKind ?? pick(ANY, property, context)
}

function pick<T>(methods: Methods<T>, name: string, on: T): ((...params: readonly unknown[]) => unknown) | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  return method === undefined ? undefined : (...params) => method(on, ...params)
}

export const JAVA_METHODS: MethodHandler = {
  uid: 'java',
  match: (call) => methodOf(call) !== undefined,
  resolve: (call) => methodOf(call)?.(...call.params),
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (map: Record<string, unknown>, key: unknown): unknown => (Object.hasOwn(map, String(key)) ? map[String(key)] : undefined)

function put(map: Record<string, unknown>, key: unknown, value: unknown): unknown {
  const name = String(key)
  const before = own(map, name)
  if (name !== '__proto__') map[name] = value
  // A call that stands alone prints what it gives.
  return before ?? ''
}

function expression(pattern: string, flags = ''): RegExp | null {
  try {
    return new RegExp(pattern, flags)
  } catch {
    return null
  }
}

/** `$1` means the same in both languages, and `$0` is JavaScript's `$&`. */
const replaced = (text: string, pattern: RegExp | null, to: unknown): string =>
  pattern === null ? text : text.replace(pattern, String(to).replaceAll('$0', '$$&').replaceAll('\\$', '$$$$'))

const withoutEmptyEnd = (kept: string[], part: string): string[] => (kept.length === 0 && part === '' ? kept : [part, ...kept])
