/**
 * Roles → Terraform: `aws_iam_role`, `aws_iam_policy_document` and what ties them. Symbols of AWS become data sources, other
 * symbols variables.
 * Source: the AWS provider's documentation, "Data Source: aws_iam_policy_document" and "Resource: aws_iam_role_policy".
 */
import type { App } from '../app/index.js'
import { type CfnString, logicalId, lower, type Role, type RolePolicy, type Roles } from '../roles/index.js'
import { describeSymbol } from './parameters.js'

interface Names {
  /** What is written between `${` and `}` for a symbol of the app. */
  readonly reference: (symbol: string) => string
  readonly variables: ReadonlyMap<string, string>
  readonly data: ReadonlySet<string>
}

/** @returns HCL as `terraform fmt` leaves it; the same roles give the same bytes */
export function rolesTerraform(app: App, { roles }: Pick<Roles, 'roles'>): string {
  const names = makeNames()
  const managed = new Map<string, RolePolicy>()
  const blocks: string[] = []
  for (const role of roles) {
    blocks.push(...roleBlocks(role, names))
    for (const policy of role.policies) if (policy.kind === 'managed') managed.set(policy.name, policy)
  }
  for (const [, policy] of [...managed].sort(([a], [b]) => (a < b ? -1 : 1))) blocks.push(...managedBlocks(policy, names))
  const data = [...names.data].sort().map((type) => `data "${type}" "current" {}`)
  const variables = [...names.variables]
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .map(([symbol, name]) => `variable "${name}" {\n  type        = string\n  description = ${text(describeSymbol(symbol, app))}\n}`)
  return `${[HEAD, ...data, ...variables, ...blocks].join('\n\n')}\n`
}

const HEAD = `# The roles of this app. Give the variables the names and ARNs of your resources, or write references in their place.`

/** Source: the AWS provider's data sources `aws_caller_identity`, `aws_partition` and `aws_region`. */
const DATA: ReadonlyMap<string, readonly [type: string, attribute: string]> = new Map([
  ['AWS::AccountId', ['aws_caller_identity', 'account_id']],
  ['AWS::Partition', ['aws_partition', 'partition']],
  ['AWS::URLSuffix', ['aws_partition', 'dns_suffix']],
  ['AWS::Region', ['aws_region', 'id']],
])

function makeNames(): Names {
  const variables = new Map<string, string>()
  const data = new Set<string>()
  const taken = new Set<string>()
  return {
    variables,
    data,
    reference: (symbol) => {
      const own = DATA.get(symbol)
      if (own !== undefined) {
        data.add(own[0])
        return `data.${own[0]}.current.${own[1]}`
      }
      const known = variables.get(symbol)
      if (known !== undefined) return `var.${known}`
      const base = snake(symbol)
      let name = base
      for (let i = 2; taken.has(name); i++) name = `${base}_${i}`
      taken.add(name)
      variables.set(symbol, name)
      return `var.${name}`
    },
  }
}

/** `ItemsTable.StreamArn` → `items_table_stream_arn`; what `Ref` gives for a resource is its name or what stands for it. */
const snake = (symbol: string): string =>
  symbol
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase() || 'value'

function roleBlocks(role: Role, names: Names): readonly string[] {
  const id = snake(logicalId(role.id))
  const trust = role.trustPolicy as { readonly Statement: readonly Statement[] }
  const boundary =
    role.permissionsBoundary === null ? [] : [['permissions_boundary', value(lower(role.permissionsBoundary), names)] as const]
  const path = role.path === null ? [] : [['path', text(role.path)] as const]
  const tags = role.tags.map(({ key, value: tag }) => `    ${text(key)} = ${text(tag)}`)
  const inline = role.policies.filter((policy) => policy.kind === 'inline')
  const attached = [
    ...role.policies
      .filter((policy) => policy.kind === 'managed')
      .map((policy) => [policy.name, `aws_iam_policy.${snake(policy.name)}.arn`] as const),
  ]
  const foreign = role.managedPolicyArns.map((arn, i) => [`managed_${i + 1}`, value(arn, names)] as const)
  return [
    documentBlock(`${id}_trust`, trust.Statement, names),
    block(`resource "aws_iam_role" "${id}"`, [
      ...aligned([
        ['name', text(logicalId(role.id))],
        ...path,
        ['assume_role_policy', `data.aws_iam_policy_document.${id}_trust.json`],
        ...boundary,
      ]),
      ...(tags.length === 0 ? [] : ['', '  tags = {', ...tags, '  }']),
    ]),
    ...inline.flatMap((policy) => {
      const own = snake(policy.name)
      return [
        documentBlock(own, policy.document.Statement, names),
        block(
          `resource "aws_iam_role_policy" "${own}"`,
          aligned([
            ['name', text(policy.name)],
            ['role', `aws_iam_role.${id}.id`],
            ['policy', `data.aws_iam_policy_document.${own}.json`],
          ]),
        ),
      ]
    }),
    ...[...attached, ...foreign].map(([name, arn]) =>
      block(
        `resource "aws_iam_role_policy_attachment" "${id}_${snake(name)}"`,
        aligned([
          ['role', `aws_iam_role.${id}.name`],
          ['policy_arn', arn],
        ]),
      ),
    ),
  ]
}

function managedBlocks(policy: RolePolicy, names: Names): readonly string[] {
  const id = snake(policy.name)
  return [
    documentBlock(id, policy.document.Statement, names),
    block(
      `resource "aws_iam_policy" "${id}"`,
      aligned([
        ['name', text(policy.name)],
        ['policy', `data.aws_iam_policy_document.${id}.json`],
      ]),
    ),
  ]
}

interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource?: readonly CfnString[]
  readonly Principal?: { readonly Service: string | readonly string[] }
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, CfnString | readonly CfnString[]>>>>
}

function documentBlock(name: string, statements: readonly Statement[], names: Names): string {
  const lines = statements.flatMap((statement, i) => [
    ...(i === 0 ? [] : ['']),
    '  statement {',
    ...aligned(attributesOf(statement, names), '    '),
    ...(statement.Principal === undefined
      ? []
      : [
          '',
          '    principals {',
          ...aligned(
            [
              ['type', '"Service"'],
              ['identifiers', list([statement.Principal.Service].flat().map(text), '      ')],
            ],
            '      ',
          ),
          '    }',
        ]),
    ...Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, values]) => [
        '',
        '    condition {',
        ...aligned(
          [
            ['test', text(operator)],
            ['variable', text(key)],
            [
              'values',
              list(
                (Array.isArray(values) ? values : [values]).map((v: CfnString) => value(v, names)),
                '      ',
              ),
            ],
          ],
          '      ',
        ),
        '    }',
      ]),
    ),
    '  }',
  ])
  return block(`data "aws_iam_policy_document" "${name}"`, lines)
}

function attributesOf({ Sid, Effect, Action, Resource }: Statement, names: Names): readonly (readonly [name: string, value: string])[] {
  return [
    ...(Sid === undefined ? [] : [['sid', text(Sid)] as const]),
    ...(Effect === 'Allow' ? [] : [['effect', text(Effect)] as const]),
    ['actions', list([Action].flat().map(text))],
    ...(Resource === undefined ? [] : [['resources', list(Resource.map((resource) => value(resource, names)))] as const]),
  ]
}

const block = (head: string, lines: readonly string[]): string => `${head} {\n${lines.join('\n')}\n}`

/** Neighbours on one line each have their values below each other, as `terraform fmt` has them. */
function aligned(entries: readonly (readonly [name: string, value: string])[], indent = '  '): readonly string[] {
  const lines: string[] = []
  for (let from = 0; from < entries.length; ) {
    let to = from
    while (to < entries.length && !entries[to]?.[1].includes('\n')) to++
    const run = entries.slice(from, Math.max(to, from + 1))
    const width = Math.max(...run.map(([name]) => name.length))
    for (const [name, written] of run) lines.push(`${indent}${name.padEnd(to > from ? width : 0)} = ${written}`)
    from += run.length
  }
  return lines
}

const list = (values: readonly string[], indent = '    '): string =>
  values.length === 1 ? `[${values[0] ?? ''}]` : `[\n${values.map((v) => `${indent}  ${v},\n`).join('')}${indent}]`

/** A string of HCL: `${` is written `$${`, so that it stays text. */
const text = (written: string): string =>
  JSON.stringify(written)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{')

/** Source: "Data Source: aws_iam_policy_document": policy variables are written `&{…}` there. */
const literal = (written: string): string => JSON.stringify(written).slice(1, -1).replaceAll('${', '&{').replaceAll('%{', '%%{')

function value(written: CfnString, names: Names): string {
  if (typeof written === 'string') return `"${literal(written)}"`
  const [template, variables] = typeof written['Fn::Sub'] === 'string' ? [written['Fn::Sub'], {}] : written['Fn::Sub']
  const parts = template.split(/(\$\{[^{}]*\})/).map((part) => {
    const inner = /^\$\{([^{}]*)\}$/.exec(part)?.[1]
    if (inner === undefined) return literal(part)
    if (inner.startsWith('!')) return `&{${inner.slice(1)}}`
    return `\${${names.reference(Object.hasOwn(variables, inner) ? importName(variables[inner]) : inner)}}`
  })
  const whole = parts.join('')
  const only = /^\$\{([^{}]*)\}$/.exec(whole)?.[1]
  return only === undefined ? `"${whole}"` : only
}

/** An import is named after what it imports. */
function importName(variable: unknown): string {
  const name = (variable as { readonly 'Fn::ImportValue'?: unknown })['Fn::ImportValue']
  if (typeof name === 'string') return name
  const sub = (name as { readonly 'Fn::Sub'?: unknown } | undefined)?.['Fn::Sub']
  return typeof sub === 'string' ? sub.replace(/\$\{AWS::(\w+)\}/g, '$1').replace(/[${}]/g, '') : 'Import'
}
