/**
 * Definitions that resources keep elsewhere or as text, put into their properties as values: state machines under
 * `Definition`, APIs of SAM under `DefinitionBody`, APIs of CloudFormation under `Body`.
 */
import { resolve } from 'node:path'
import type { Problem } from '../../outcome/index.js'
import { printSym } from '../../policy/index.js'
import { publishedAsset } from '../assets.js'
import { parseDocumentText } from '../document/read-document.js'
import type { Files } from '../read-files.js'
import type { PlacedResource } from '../stack/resources.js'
import type { Value } from '../types.js'
import { alternatives, entriesOf, entry, literalValue, type MapValue, mapValue, optionsValue, textOf } from '../values.js'
import { valueOfJsonText } from './json-text.js'
import { substituted } from './substitute.js'

interface Row {
  /** The property that holds the definition in the end. */
  readonly into: string
  /** Properties with a definition as a map. */
  readonly maps: readonly string[]
  /** Properties with a definition as JSON text. */
  readonly texts: readonly string[]
  /** Properties with the path of a file, before it is packaged. */
  readonly paths: readonly string[]
}

const STATE_MACHINE = {
  into: 'Definition',
  maps: ['Definition'],
  texts: ['DefinitionString'],
  paths: ['DefinitionUri', 'DefinitionS3Location'],
}
const SAM_API = { into: 'DefinitionBody', maps: ['DefinitionBody'], texts: [], paths: ['DefinitionUri'] }
const API = { into: 'Body', maps: ['Body'], texts: [], paths: ['BodyS3Location'] }

const ROWS: ReadonlyMap<string, Row> = new Map([
  ['AWS::ApiGateway::RestApi', API],
  ['AWS::ApiGatewayV2::Api', API],
  ['AWS::Serverless::Api', SAM_API],
  ['AWS::Serverless::HttpApi', SAM_API],
  ['AWS::Serverless::StateMachine', STATE_MACHINE],
  ['AWS::StepFunctions::StateMachine', STATE_MACHINE],
])

export interface DefinitionContext {
  readonly files: Files
  readonly assumed: (value: Value | null) => readonly string[]
  readonly report: (problem: Problem) => void
}

/** Properties that are text, by those that say which file holds it. Source: AWS CloudFormation Template Reference, AWS AppSync. */
const TEXT_FILES: ReadonlyMap<string, string> = new Map([
  ['CodeS3Location', 'Code'],
  ['RequestMappingTemplateS3Location', 'RequestMappingTemplate'],
])

const WITH_TEXT_FILES: ReadonlySet<string> = new Set(['AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration'])

function withTexts(placed: PlacedResource, context: DefinitionContext): PlacedResource {
  const { resource } = placed
  const found = [...TEXT_FILES].flatMap(([path, into]) => {
    const value = entry(resource.properties, path)
    const file = value === null || entry(resource.properties, into) !== null ? null : textOfFile(value, placed, context)
    return value === null || file === null ? [] : [[into, literalValue(file.text, value.at)] as const]
  })
  if (found.length === 0) return placed
  const properties: MapValue = mapValue(new Map([...resource.properties.entries, ...found]), resource.properties.at)
  return { ...placed, resource: { ...resource, properties } }
}

export function withDefinition(placed: PlacedResource, context: DefinitionContext): PlacedResource {
  const { resource } = placed
  if (WITH_TEXT_FILES.has(resource.type)) return withTexts(placed, context)
  const row = ROWS.get(resource.type)
  if (row === undefined) return placed
  const found = definitionOf(placed, row, context)
  if (found === null) return placed
  const substitutions = new Map(entriesOf(entry(resource.properties, 'DefinitionSubstitutions')))
  const entries = new Map([...resource.properties.entries, [row.into, substituted(found, substitutions)]])
  const properties: MapValue = mapValue(entries, resource.properties.at)
  return { ...placed, resource: { ...resource, properties } }
}

function definitionOf(placed: PlacedResource, row: Row, context: DefinitionContext): Value | null {
  const { properties } = placed.resource
  for (const property of row.maps) {
    const value = entry(properties, property)
    if (value?.kind === 'text') return ofText(value, placed, context)
    if (value !== null) return value
  }
  for (const property of row.texts) {
    const value = entry(properties, property)
    if (value !== null) return ofText(value, placed, context)
  }
  for (const property of row.paths) {
    const value = entry(properties, property)
    if (value !== null) return ofFile(value, placed, context)
  }
  return null
}

function ofText(value: Value, placed: PlacedResource, context: DefinitionContext): Value | null {
  const sides = alternatives(value).flatMap((side) => {
    const text = textOf(side)
    return (text === null ? null : valueOfJsonText(text, side.at)) ?? []
  })
  if (sides.length > 0) return optionsValue(sides, value.at)
  context.report({
    code: 'app/definition-unreadable',
    message: `the definition of \`${placed.resource.id}\` is text that is no JSON once its functions are evaluated`,
    hint: 'write the definition as a map, or keep it in a file',
    at: value.at,
  })
  return null
}

function ofFile(value: Value, placed: PlacedResource, context: DefinitionContext): Value | null {
  const file = textOfFile(value, placed, context)
  if (file === null) return null
  const parsed = parseDocumentText(file.text, file.shown)
  if (parsed.ok) return placed.stack.evaluator.value(parsed.value.root)
  context.report(parsed.error)
  return null
}

interface FileText {
  readonly text: string
  readonly shown: string
}

function textOfFile(value: Value, placed: PlacedResource, context: DefinitionContext): FileText | null {
  const { files, report } = context
  const { folder } = placed.stack
  // A packaged definition is an object with bucket and key, or a URI: it is not on this machine, unless it was synthesised here.
  for (const key of publishedKeys(value, context)) {
    const path = publishedAsset(key, folder, files)
    const text = path === null ? null : files.text(path)
    if (path !== null && text !== null) return { text, shown: files.show(path) }
  }
  const [written] = context.assumed(value).filter((path) => !/^(s3|https?):/.test(path))
  if (written === undefined) return null
  const path = resolve(folder, written)
  const text = files.text(path)
  if (text === null) {
    const outside = files.isOutside(path)
    report({
      code: outside ? 'app/outside' : 'app/file-missing',
      message: outside
        ? `the definition \`${written}\` lies outside the app`
        : `the definition \`${written}\` of \`${placed.resource.id}\` cannot be read`,
      hint: 'correct the path, it is relative to the template',
      at: value.at,
    })
    return null
  }
  return { text, shown: files.show(path) }
}

/** The key of a location in a bucket; of a URI that is built, what its last text ends in. */
function publishedKeys(value: Value, context: DefinitionContext): readonly string[] {
  const keys = ['Key', 'S3Key'].flatMap((name) => context.assumed(entry(value, name)))
  const uris = alternatives(value).flatMap((side) => {
    const text = textOf(side)
    return text?.[0]?.kind === 'text' && text[0].text.startsWith('s3://') ? [printSym(text)] : []
  })
  return [...keys, ...uris]
}
