/** The text of a configuration → a `Config`. YAML and JSON alike: JSON is YAML too. */
import { isNode, LineCounter, parseDocument, visit } from 'yaml'
import { z } from 'zod'
import { fail, ok, type Place, type Problem, type Result } from '../outcome/index.js'
import { asGuardrails } from './guardrails.js'
import { type ConfigFile, configSchema } from './schema.js'
import { asSmoke } from './smoke.js'
import type { Config } from './types.js'

/**
 * @param file its name, for places
 * @errors `config/syntax`: no YAML; `config/form`: a member that is missing, unknown, or of another form
 */
export function parseConfig(source: string, file: string): Result<Config, Problem> {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const [broken] = document.errors
  if (broken !== undefined) {
    return fail({
      code: 'config/syntax',
      message: `\`${file}\` is not YAML: ${firstLine(broken.message)}`,
      hint: 'correct it there',
      at: placeAt(broken.pos[0]),
    })
  }
  // A number that begins with a zero is the digits of an account, or of a parameter's value.
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'number' && /^0\d+$/.test(node.source ?? '')) node.value = node.source
    },
  })
  const read = configSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {})
  if (read.success) return ok(asConfig(read.data, file))
  const [issue] = read.error.issues
  const path = (issue?.path ?? []) as (string | number)[]
  const extra = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const isMissing = issue?.code === 'invalid_type' && path.length > 0 && document.getIn(path, true) === undefined
  const node = document.getIn(extra === undefined ? path : [...path, extra], true) ?? document.getIn(path.slice(0, -1), true)
  const at = placeAt(isNode(node) ? (node.range?.[0] ?? 0) : 0)
  const where = [...path, ...(extra === undefined ? [] : [extra])].join('.')
  const message = isMissing
    ? `\`${where}\` is missing in \`${file}\``
    : extra === undefined
      ? `\`${where}\` in \`${file}\` has another form: ${firstLine(issue?.message ?? '').toLowerCase()}`
      : `\`${file}\` has a member \`${where}\` that is not known`
  return fail({
    code: 'config/form',
    message,
    hint: isMissing
      ? `members are ${membersAt(path.slice(0, -1)).join(', ')}`
      : extra === undefined
        ? 'see the README for its form'
        : `members are ${membersAt(path).join(', ')}`,
    at,
  })
}

/** What an object of the form may hold, at a path; of the whole where the path leads to something else. */
function membersAt(path: readonly (string | number)[]): readonly string[] {
  let found: readonly z.core.$ZodType[] = [configSchema]
  for (const key of path) found = found.flatMap(behindOptional).flatMap((schema) => childrenOf(schema, key))
  const members = found.flatMap(behindOptional).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []))
  return members.length > 0 ? [...new Set(members)] : Object.keys(configSchema.shape)
}

function behindOptional(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return behindOptional(schema.unwrap())
  return schema instanceof z.ZodUnion ? schema.options.flatMap((each) => behindOptional(each)) : [schema]
}

function childrenOf(schema: z.core.$ZodType, key: string | number): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element]
  const child: unknown = schema instanceof z.ZodObject ? schema.shape[String(key)] : undefined
  return child instanceof z.ZodType ? [child] : []
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/\.$/, '')

function asConfig(read: ConfigFile, file: string): Config {
  return {
    file,
    layout: read.layout ?? null,
    hints: read.hints ?? [],
    add: (read.add ?? []).map((a) => ({ ...a, conditions: a.conditions ?? [] })),
    refuse: (read.refuse ?? []).map((r) => ({ ...r, to: r.to ?? null, resources: r.resources ?? ['*'] })),
    libraries: (read.libraries ?? []) as Config['libraries'],
    guardrails: asGuardrails(read.guardrails ?? {}),
    smoke: read.smoke === undefined ? null : asSmoke(read.smoke),
    target: { account: read.account === undefined ? null : String(read.account), region: read.region ?? null },
    boundary: read.boundary ?? null,
    roles: {
      path: read.roles?.path ?? null,
      tags: Object.entries(read.roles?.tags ?? {})
        .map(([key, value]) => ({ key, value }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    },
    paths: { out: read.paths?.out ?? null },
  }
}
