/**
 * One template in evaluation: its parameters, its names, its resources with globals merged in, and the stacks nested in
 * it. A stack is opened when something asks for it, so that a nested stack's parameters may come from a sibling's outputs.
 */
import { dirname } from 'node:path'
import type { Place, Problem } from '../../outcome/index.js'
import { printSym } from '../../policy/index.js'
import { itemsOf, type MapNode, mapNode, member, type Node, soleKey, sourceOf } from '../document/node.js'
import { evaluator } from '../evaluate/evaluate.js'
import type { Evaluator, Pseudo } from '../evaluate/scope.js'
import { mergedProperties } from '../sam/globals.js'
import { type Implied, impliedResources } from '../sam/implied.js'
import type { Parameter, Value } from '../types.js'
import { entriesOf, texts } from '../values.js'
import { cyclesIn } from './cycles.js'
import { expandForEach } from './for-each.js'
import type { LoadedTemplate } from './load.js'
import { assumedTexts, type ParameterSources, readParameters } from './parameters.js'

export interface Stack {
  /** Before the logical IDs of the stack: empty, or `Stack/`. */
  readonly prefix: string
  /** Absolute folder of the template, which its paths are relative to. */
  readonly folder: string
  readonly file: string
  readonly isSam: boolean
  readonly resources: readonly StackResource[]
  readonly implied: readonly Implied[]
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly evaluator: Evaluator
  /** An output's value, in terms of this stack's symbols; null where it has none of that name. */
  readonly output: (name: string) => Value | null
  readonly outputNames: () => readonly string[]
  /** The value that it exports under a name. */
  readonly exported: (name: string) => Value | null
  /** The stacks nested in it that can be read. */
  readonly children: () => readonly Stack[]
  /** A text as far as overrides and defaults say it: for paths and structure, never for names. */
  readonly assumed: (node: Node | undefined) => string | null
}

export interface StackResource {
  readonly id: string
  readonly type: string
  readonly at: Place
  /** As written. */
  readonly node: MapNode
  /** With globals merged in. */
  readonly properties: Node
  /** What its condition says; null where deployment decides. */
  readonly condition: { readonly name: string; readonly holds: boolean | null } | null
}

export interface StackContext {
  readonly pseudo: Pseudo
  /** What another stack of the app exports under a name; null where none does. */
  readonly imported: (name: string) => Value | null
  readonly report: (problem: Problem) => void
}

export function openStack(loaded: LoadedTemplate, sources: ParameterSources, context: StackContext): Stack {
  const { bindings, parameters } = readParameters(member(loaded.root, 'Parameters'), sources)
  const byId = new Map(parameters.map((parameter) => [parameter.id.slice(sources.prefix.length), parameter]))
  const root = expandForEach(loaded.root, { collection: (node) => collectionOf(node, byId), report: context.report })
  const assumed = (node: Node | undefined): string | null => assumedText(node, byId, context.pseudo)
  const globals = member(root, 'Globals')
  const entries = resourceEntries(root, globals, context)
  const implied = entries.flatMap((entry) => impliedResources(entry.id, entry.type, entry.properties, assumed))
  const types = new Map([...implied.map(({ id, type }) => [id, type] as const), ...entries.map(({ id, type }) => [id, type] as const)])
  const children = new Map<string, Stack | 'opening'>()

  const child = (id: string): Stack | null => {
    const nested = loaded.children.get(id)
    const known = children.get(id)
    if (nested === undefined || known === 'opening') return null
    if (known !== undefined) return known
    children.set(id, 'opening')
    const passed = member(entries.find((entry) => entry.id === id)?.properties, 'Parameters')
    const values = new Map<string, Value>(
      passed === undefined ? [] : entriesOf(self.value(passed)).filter(([, value]) => value.kind !== 'null'),
    )
    const opened = openStack(nested, { prefix: `${sources.prefix}${id}/`, given: new Map(), stage: new Map(), passed: values }, context)
    children.set(id, opened)
    return opened
  }

  const self = evaluator({
    prefix: sources.prefix,
    pseudo: context.pseudo,
    parameters: bindings,
    mappings: member(root, 'Mappings'),
    conditions: sectionOf(root, 'Conditions'),
    types,
    output: (id, name) => child(id)?.output(name) ?? null,
    imported: context.imported,
    report: context.report,
  })
  const resources = entries.map((entry): StackResource => {
    const name = sourceOf(member(entry.node, 'Condition'))
    return { ...entry, condition: name === null ? null : { name, holds: self.condition(name) } }
  })
  const output = (name: string): Value | null => {
    const value = member(member(member(root, 'Outputs'), name), 'Value')
    return value === undefined ? null : self.value(value)
  }
  for (const problem of cyclesIn(resources)) context.report(problem)
  return {
    prefix: sources.prefix,
    folder: dirname(loaded.path),
    file: loaded.file,
    isSam: [...types.values()].some((type) => type.startsWith('AWS::Serverless::')),
    resources,
    implied: uniqueImplied(implied, entries).map((made) => withGlobals(made, globals)),
    parameters: byId,
    evaluator: self,
    children: () => [...loaded.children.keys()].flatMap((id) => (isLeftOut(resources, id) ? [] : (child(id) ?? []))),
    assumed,
    output,
    outputNames: () => [...(sectionOf(root, 'Outputs')?.entries.keys() ?? [])],
    exported: (name) => {
      const outputs = sectionOf(root, 'Outputs')
      for (const [id, node] of outputs?.entries ?? []) {
        const written = member(member(node, 'Export'), 'Name')
        if (written !== undefined && texts(self.value(written)).some((text) => printSym(text) === name)) return output(id)
      }
      return null
    },
  }
}

const isLeftOut = (resources: readonly StackResource[], id: string): boolean =>
  resources.some((resource) => resource.id === id && resource.condition?.holds === false)

function resourceEntries(root: Node, globals: Node | undefined, context: StackContext): readonly Omit<StackResource, 'condition'>[] {
  const section = sectionOf(root, 'Resources')
  if (section === null) return []
  return [...section.entries].flatMap(([id, node]) => {
    const at = section.keys.get(id) ?? node.at
    const type = sourceOf(member(node, 'Type'))
    if (node.kind !== 'map' || type === null) {
      context.report({ code: 'app/resource-without-type', message: `\`${id}\` has no Type`, hint: 'give the resource a Type', at })
      return []
    }
    return [{ id, type, at, node, properties: mergedProperties(node, globals) ?? mapNode(new Map(), at) }]
  })
}

const sectionOf = (root: Node, name: string): MapNode | null => {
  const section = member(root, name)
  return section?.kind === 'map' ? section : null
}

/** A template's own resource wins over one that SAM would make, and what two resources imply is there once. */
function uniqueImplied(implied: readonly Implied[], entries: readonly { readonly id: string }[]): readonly Implied[] {
  const taken = new Set(entries.map((entry) => entry.id))
  return implied.filter(({ id }) => !taken.has(id) && taken.add(id))
}

/** The APIs that SAM makes for events without one have the template's globals as their properties. */
function withGlobals(made: Implied, globals: Node | undefined): Implied {
  const section = member(globals, IMPLICIT_APIS.get(made.id) ?? '')
  return section?.kind === 'map' ? { ...made, properties: section } : made
}

const IMPLICIT_APIS: ReadonlyMap<string, string> = new Map([
  ['ServerlessRestApi', 'Api'],
  ['ServerlessHttpApi', 'HttpApi'],
])

function collectionOf(node: Node, parameters: ReadonlyMap<string, Parameter>): readonly string[] | null {
  if (soleKey(node) === 'Ref') return assumedTexts(parameters.get(sourceOf(member(node, 'Ref')) ?? ''))
  const texts = itemsOf(node).map((item) =>
    item.kind === 'map' ? collectionOf(item, parameters) : sourceOf(item) === null ? null : [sourceOf(item) as string],
  )
  return texts.every((text) => text !== null) ? texts.flat() : null
}

/** Literal text, a parameter's override or default, and texts built of those with `Sub` and `Join`. */
function assumedText(node: Node | undefined, parameters: ReadonlyMap<string, Parameter>, pseudo: Pseudo): string | null {
  if (node === undefined) return null
  const own = sourceOf(node)
  if (own !== null) return own
  const name = soleKey(node)
  const argument = name === null ? undefined : member(node, name)
  const lookUp = (id: string): string | null =>
    id === 'AWS::Region' ? pseudo.region : id === 'AWS::AccountId' ? pseudo.account : (assumedTexts(parameters.get(id))?.join(',') ?? null)
  if (name === 'Ref') return lookUp(sourceOf(argument) ?? '')
  if (name === 'Fn::Sub') {
    const [template, variables] = argument?.kind === 'list' ? argument.items : [argument]
    let complete = true
    const text = sourceOf(template)?.replace(/\$\{([^{}!]+)\}/g, (_, id: string) => {
      const variable = member(variables, id)
      const value = variable === undefined ? lookUp(id) : assumedText(variable, parameters, pseudo)
      complete &&= value !== null
      return value ?? ''
    })
    return complete ? (text ?? null) : null
  }
  if (name === 'Fn::Join') {
    const [delimiter, list] = itemsOf(argument)
    const parts = itemsOf(list).map((item) => assumedText(item, parameters, pseudo))
    return parts.every((part) => part !== null) ? parts.join(sourceOf(delimiter) ?? '') : null
  }
  return null
}
