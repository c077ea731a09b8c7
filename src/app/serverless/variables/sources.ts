/**
 * Where variables come from, one row a source. What only a deployment knows is a parameter of the template that is made, so
 * that it is a symbol wherever it is used.
 * Source: Serverless Framework documentation, "Variables" and its pages, "Parameters".
 */
import { resolve } from 'node:path'
import type { Place } from '../../../outcome/index.js'
import { member, scalarNode, sourceOf } from '../../document/node.js'
import { join, ref } from '../nodes.js'
import type { Source } from './grammar.js'
import { type Found, type Lookup, missing, node, open } from './types.js'

type Named = Extract<Source, { kind: 'source' }>
type Look = (address: string, source: Named, lookup: Lookup, at: Place) => Found

/** The ID of the parameter that stands for the stage, however it is asked for. */
export const STAGE = 'sls:stage'

export function look(source: Source, lookup: Lookup, at: Place): Found {
  if (source.kind === 'value') return source.value === null ? missing : node(scalarNode(source.value, at))
  if (source.kind === 'text') return node(lookup.expand(source.text, at))
  const [type = ''] = source.type.split('.')
  const row = SOURCES.get(type)
  const address = row?.isText === true ? (source.address ?? '') : addressOf(source, lookup, at)
  if (row === undefined || address === null) return open(lookup.parameter(written(source), at))
  return row.look(address, source, lookup, at)
}

const written = ({ type, params, address }: Named): string =>
  `${type}${params === null ? '' : `(${params})`}${address === null ? '' : `:${address}`}`

/** An address with its variables read; null where one of them is known at deployment alone. */
function addressOf(source: Named, lookup: Lookup, at: Place): string | null {
  return assumed(source.address ?? '', source, lookup, at)
}

function assumed(text: string, source: Named, lookup: Lookup, at: Place): string | null {
  const found = lookup.expand(text, at)
  const known = lookup.text(found)
  if (known !== null && !lookup.isSettled(found))
    lookup.report({
      code: 'app/assumed-variable',
      message: `\`\${${written(source)}}\` is read as \`${known}\``,
      hint: 'give what the deployment gives: `--parameters stage=NAME`, or the variable itself, `--parameters env:NAME=VALUE`',
      at,
    })
  return known
}

interface Row {
  readonly look: Look
  /** Whether the address may be text that nobody needs to know: then its variables become part of the symbol. */
  readonly isText?: true
}

const pathOf = (address: string): readonly string[] => (address === '' ? [] : address.split('.'))

const self: Look = (address, _, lookup, at) => {
  const path = pathOf(address)
  if (address === 'provider.stage') return open(lookup.parameter(STAGE, at))
  if (address === 'provider.region') return node(ref(at, 'AWS::Region'))
  const found = lookup.walk(lookup.root, path)
  if (path[0] !== 'service') return node(found)
  // `service` may be a map with a name, and is its name either way.
  const service = member(lookup.root, 'service')
  if (path.length === 1) return node(member(service, 'name') ?? service)
  return node(found ?? (address === 'service.name' ? service : undefined))
}

const opt: Look = (address, _, lookup, at) => {
  if (address === 'stage') return lookup.stage() === null ? missing : node(lookup.parameter(STAGE, at))
  if (address === 'region') return node(ref(at, 'AWS::Region'))
  return open(lookup.parameter(`opt:${address}`, at))
}

/** Parameters of the stage win over those for all stages. */
const param: Look = (address, _, lookup, at) => {
  if (lookup.given.has(`param:${address}`)) return node(lookup.parameter(`param:${address}`, at))
  const stage = lookup.stage()
  for (const name of [stage, 'default']) {
    if (name === null) continue
    const found =
      lookup.walk(lookup.root, ['stages', name, 'params', ...pathOf(address)]) ??
      lookup.walk(lookup.root, ['params', name, ...pathOf(address)])
    if (found === undefined) continue
    if (!lookup.given.has(STAGE) && differs(address, lookup))
      lookup.report({
        code: 'app/assumed-variable',
        message: `\`\${param:${address}}\` differs by stage, and is read for \`${stage}\``,
        hint: 'give the stage that is meant: `--parameters stage=NAME`',
        at,
      })
    return node(found)
  }
  return open(lookup.parameter(`param:${address}`, at))
}

/** Whether stages set a parameter each for itself. */
function differs(address: string, lookup: Lookup): boolean {
  const stages = [member(lookup.root, 'stages'), member(lookup.root, 'params')].flatMap((section) =>
    section?.kind === 'map' ? [...section.entries.keys()] : [],
  )
  return stages.some(
    (name) =>
      name !== 'default' &&
      (lookup.walk(lookup.root, ['stages', name, 'params', address]) ?? lookup.walk(lookup.root, ['params', name, address])) !== undefined,
  )
}

const file: Look = (address, source, lookup, at) => {
  const path = assumed(source.params ?? '', source, lookup, at)
  if (path === null) return open(lookup.parameter(written(source), at))
  const full = resolve(lookup.folder, path.replace(/^~(?=\/)/, ''))
  if (/\.([cm]?[jt]s)$/.test(path)) {
    if (!lookup.given.has(written(source)))
      lookup.report({
        code: 'app/program-value',
        message: `\`\${${written(source)}}\` is what a program gives, and no program is run`,
        hint: 'write the value as YAML or JSON, or name what `serverless package` makes: .serverless/cloudformation-template-update-stack.json',
        at,
      })
    return open(lookup.parameter(written(source), at))
  }
  const document = lookup.document(full, at)
  return document === null ? missing : node(lookup.walk(document, pathOf(address)))
}

const ssm: Look = (address, _, lookup, at) => {
  const name = address.replace(/~(true|false|split)$/, '')
  const secret = /^\/aws\/reference\/secretsmanager\/(.+)$/.exec(name)?.[1]
  const [service, rest] = secret === undefined ? ['ssm', name] : ['secretsmanager', secret]
  const parts = lookup.expand(rest, at)
  return open(
    parts.kind === 'scalar'
      ? scalarNode(`{{resolve:${service}:${sourceOf(parts) ?? ''}}}`, at)
      : join(at, [`{{resolve:${service}:`, parts, '}}']),
  )
}

const strToBool: Look = (_, source, lookup, at) => {
  const found = lookup.expand((source.params ?? '').replace(/^(['"])(.*)\1$/, '$2'), at)
  const text = sourceOf(found)?.toLowerCase()
  if (text === 'true' || text === '1') return node(scalarNode(true, at))
  return text === 'false' || text === '0' ? node(scalarNode(false, at)) : node(found)
}

const AWS: ReadonlyMap<string, string> = new Map([
  ['accountId', 'AWS::AccountId'],
  ['partition', 'AWS::Partition'],
  ['region', 'AWS::Region'],
])

const aws: Look = (address, _, lookup, at) => {
  const pseudo = AWS.get(address)
  return pseudo === undefined ? open(lookup.parameter(`aws:${address}`, at)) : node(ref(at, pseudo))
}

const sls: Look = (address, _, lookup, at) =>
  address === 'stage' && lookup.stage() === null ? missing : open(lookup.parameter(`sls:${address}`, at))

const atDeployment: Look = (_, source, lookup, at) => open(lookup.parameter(written(source), at))

const SOURCES: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['aws', { look: aws }],
  ['cf', { look: atDeployment, isText: true }],
  ['env', { look: (address, _, lookup, at) => open(lookup.parameter(`env:${address}`, at)) }],
  ['file', { look: file }],
  ['git', { look: atDeployment, isText: true }],
  ['opt', { look: opt }],
  ['param', { look: param }],
  ['s3', { look: atDeployment, isText: true }],
  ['self', { look: self }],
  ['sls', { look: sls }],
  ['ssm', { look: ssm, isText: true }],
  ['strToBool', { look: strToBool, isText: true }],
])
