/** The text of a config file → its values, or what is wrong with it and where. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { fail, ok, type Place, type Problem, type Result } from '../outcome/index.js'
import { type Config, configSchema } from './schema.js'

/**
 * @param file for places, relative to the app's folder
 * @errors `config/syntax`: not YAML or JSON; `config/invalid`: a member that is not known, or has a wrong value
 */
export function parseConfig(text: string, file: string): Result<Config, readonly Problem[]> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  if (document.errors.length > 0) return fail(document.errors.map((e) => syntax(e.message, placeOf(e.pos[0]))))
  const parsed = configSchema.safeParse(document.toJS() ?? {})
  if (parsed.success) return ok(parsed.data)
  return fail(
    parsed.error.issues.map((issue): Problem => {
      const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
      const named = issue.path.filter((step) => typeof step !== 'symbol').join('.')
      return {
        code: 'config/invalid',
        message:
          issue.code === 'unrecognized_keys'
            ? `the config has no member \`${issue.keys.join('`, `')}\``
            : `\`${named}\`: ${sentence(issue.message)}`,
        hint: 'the members of rolewright.config.yaml are in the README, under its name',
        at: placeOf(offsetOf(document.contents, keys)),
      }
    }),
  )
}

const syntax = (message: string, at: Place): Problem => ({
  code: 'config/syntax',
  message: `the config is not YAML: ${sentence(message)}`,
  hint: 'mind the indentation, and quote texts with a colon or a hash',
  at,
})

const sentence = (message: string): string => message.replace(/\.$/, '').replace(/^[A-Z]/, (c) => c.toLowerCase())

/** Where the deepest node of the path that is there begins. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node: unknown = root
  let offset = 0
  for (const step of path) {
    const next = childOf(node, step)
    if (next === null) break
    offset = next.offset
    node = next.node
  }
  return offset
}

function childOf(node: unknown, step: PropertyKey): { readonly node: unknown; readonly offset: number } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step)
    return pair === undefined || !isScalar(pair.key) ? null : { node: pair.value, offset: pair.key.range?.[0] ?? 0 }
  }
  if (typeof node !== 'object' || node === null || !('items' in node) || !Array.isArray(node.items) || typeof step !== 'number') return null
  const item: unknown = node.items[step]
  const range = typeof item === 'object' && item !== null && 'range' in item && Array.isArray(item.range) ? item.range : null
  return item === undefined ? null : { node: item, offset: typeof range?.[0] === 'number' ? range[0] : 0 }
}
