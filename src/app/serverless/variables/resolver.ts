/**
 * The service file with its variables resolved, section by section and when they are asked for. What is in the file or in
 * files beside it becomes that value; what only a deployment knows becomes a reference to a parameter, joined with the text
 * around it; nothing is run, and no environment is read.
 */
import type { Place, Problem } from '../../../outcome/index.js'
import { callNode, itemsOf, type MapNode, mapNode, member, type Node, scalarNode, soleKey, sourceOf } from '../../document/node.js'
import type { Files } from '../../read-files.js'
import { join, list, record, ref, unknown } from '../nodes.js'
import { assumedText, restsOn } from './assumed.js'
import { documentReader } from './documents.js'
import { hasVariable, partsOf, type Source, type TextPart } from './grammar.js'
import { look, STAGE } from './sources.js'
import type { Lookup } from './types.js'

export interface VariableInput {
  readonly root: Node
  readonly folder: string
  readonly files: Files
  readonly given: ReadonlyMap<string, string>
  readonly region: string | null
  readonly seen: Set<string>
  readonly report: (problem: Problem) => void
}

export interface Variables {
  /** What stands at a path of the service file, resolved with all below it. */
  readonly at: (...path: readonly string[]) => Node | undefined
  /** A text as far as given values and fallbacks say it. */
  readonly text: (node: Node | undefined) => string | null
  /** The stage as part of a name. */
  readonly stage: (at: Place) => Node
  /** Parameters of the template, for what was used of deployment's values so far. */
  readonly parameters: () => MapNode
}

const DEFAULT_STAGE = 'dev'
const DEFAULT_REGION = 'us-east-1'
/** Deeper than any service file; ends a circle of files that include each other. */
const MAX_DEPTH = 200

export function openVariables(input: VariableInput): Variables {
  const { root, given, report } = input
  const parameters = new Map<string, { readonly at: Place; fallback: string | null }>()
  const done = new Map<Node, Node>()
  const resolving = new Set<Node>()
  const opening = new Set<Node>()
  const document = documentReader(input)
  const hasPseudo = itemsOf(member(root, 'plugins')).some((plugin) => sourceOf(plugin) === 'serverless-pseudo-parameters')
  let defaultStage: string | null = null
  let isLookingForStage = false
  let depth = 0

  function stage(): string | null {
    const chosen = given.get(STAGE)
    if (chosen !== undefined) return chosen
    if (defaultStage !== null || isLookingForStage) return defaultStage
    isLookingForStage = true
    const written = walk(root, ['provider', 'stage'])
    const found = written === undefined ? null : text(resolved(written))
    isLookingForStage = false
    defaultStage = found ?? DEFAULT_STAGE
    return defaultStage
  }

  function parameter(id: string, at: Place): Node {
    if (!parameters.has(id)) parameters.set(id, { at, fallback: id === STAGE ? stage() : null })
    const made = ref(at, id)
    // The name can be written like a variable.
    done.set(made, made)
    return made
  }

  function resolved(node: Node): Node {
    const known = done.get(node)
    if (known !== undefined) return known
    if (node.kind === 'scalar' && !(typeof node.value === 'string' && (node.value.includes('${') || node.value.includes('#{')))) return node
    if (resolving.has(node) || depth > MAX_DEPTH) return circle(node.at)
    resolving.add(node)
    depth++
    const made =
      node.kind === 'scalar'
        ? expand(node.source, node.at, node)
        : node.kind === 'list'
          ? { ...node, items: node.items.map(resolved) }
          : resolvedMap(node)
    depth--
    resolving.delete(node)
    // While the stage is looked up, what depends on it reads otherwise.
    if (!isLookingForStage) done.set(node, made)
    return made
  }

  function circle(at: Place): Node {
    report({
      code: 'app/cyclic-variable',
      message: 'a variable leads back to itself',
      hint: 'break the circle: write one of the values out',
      at,
    })
    return unknown(at, 'a variable that leads back to itself')
  }

  function resolvedMap(node: MapNode): Node {
    if (soleKey(node) === 'Fn::Sub') return resolvedSub(node)
    return mapNode(new Map([...node.entries].map(([key, value]) => [key, resolved(value)])), node.at, node.keys)
  }

  /** Values go into the text of `Fn::Sub` as text where they are, and as its variables where they are not. */
  function resolvedSub(node: MapNode): Node {
    const [argument] = node.entries.values()
    const [template, names] = argument?.kind === 'list' ? argument.items : [argument]
    const written = sourceOf(template)
    if (template === undefined || written === null || !hasVariable(written))
      return argument === undefined ? node : callNode('Fn::Sub', argument.kind === 'list' ? resolved(argument) : argument, node.at)
    const variables = new Map<string, Node>(names?.kind === 'map' ? [...names.entries].map(([name, value]) => [name, resolved(value)]) : [])
    const pieces = partsOf(written).map((part): string => {
      const value = part.kind === 'text' ? scalarNode(part.text, template.at) : variable(part.sources, template.at)
      const known = sourceOf(value)
      if (known !== null) return known
      const name = `Value${variables.size + 1}`
      variables.set(name, value)
      return `\${${name}}`
    })
    const text = scalarNode(pieces.join(''), template.at)
    return callNode('Fn::Sub', variables.size === 0 ? text : list(node.at, [text, mapNode(variables, node.at)]), node.at)
  }

  function expand(written: string, at: Place, from?: Node): Node {
    const parts = partsOf(written)
    const [only] = parts
    if (parts.length === 1 && only !== undefined) return only.kind === 'text' ? plainText(only.text, at, from) : variable(only.sources, at)
    return joined(parts, at)
  }

  /** With serverless-pseudo-parameters, `#{AWS::Region}` anywhere is what `${AWS::Region}` is in `Fn::Sub`. */
  function plainText(written: string, at: Place, from?: Node): Node {
    if (!hasPseudo || !/#\{[^{}]+\}/.test(written)) return from ?? scalarNode(written, at)
    return callNode('Fn::Sub', scalarNode(written.replace(/#\{([^{}]+)\}/g, '$${$1}'), at), at)
  }

  function joined(parts: readonly TextPart[], at: Place): Node {
    const nodes = parts.map((part) => (part.kind === 'text' ? plainText(part.text, at) : variable(part.sources, at)))
    if (nodes.every((node) => node.kind === 'scalar')) return scalarNode(nodes.map((node) => sourceOf(node) ?? '').join(''), at)
    return join(at, nodes)
  }

  function variable(sources: readonly Source[], at: Place): Node {
    const [first, ...rest] = sources
    if (first === undefined) return unknown(at, 'a variable without a source')
    const found = look(first, lookup, at)
    if (found.kind === 'missing' || (found.kind === 'node' && isNull(found.node) && rest.length > 0))
      return rest.length > 0 ? variable(rest, at) : notThere(first, at)
    const value = resolved(found.node)
    return found.kind === 'node' || rest.length === 0 ? value : withFallback(value, variable(rest, at), at)
  }

  const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null

  function notThere(source: Source, at: Place): Node {
    const name =
      source.kind === 'source'
        ? `${source.type}${source.params === null ? '' : `(${source.params})`}${source.address === null ? '' : `:${source.address}`}`
        : 'null'
    if (!isLookingForStage)
      report({
        code: 'app/missing-variable',
        message: `\`\${${name}}\` names nothing that is there`,
        hint: "correct the name, or give it a fallback: `${self:custom.name, 'value'}`",
        at,
      })
    return unknown(at, `the variable \`${name}\` names nothing that is there`)
  }

  /** A fallback is what a parameter's default is: it decides structure, and the name stays open. */
  function withFallback(value: Node, fallback: Node, at: Place): Node {
    const id = sourceOf(member(value, 'Ref'))
    const known = id === null ? undefined : parameters.get(id)
    if (id === STAGE) return value
    const text = sourceOf(fallback)
    if (id !== null && known !== undefined && text !== null && (known.fallback === null || known.fallback === text)) {
      known.fallback = text
      return value
    }
    const isSet = callNode('Fn::Equals', list(at, [value, '']), at)
    return callNode('Fn::If', list(at, [isSet, fallback, value]), at)
  }

  function walk(from: Node, path: readonly string[]): Node | undefined {
    let node: Node | undefined = from
    for (const key of path) {
      if (node === undefined) return undefined
      if (node.kind === 'scalar') node = opened(node)
      node =
        node.kind === 'map'
          ? node.entries.get(key)
          : node.kind === 'list'
            ? (node.items[Number(key)] ?? inParts(node.items, key))
            : undefined
    }
    return node
  }

  /** What a text that is one variable names, and nothing of what is below that: a part may speak of another part of the same. */
  function opened(node: Node): Node {
    const [only, ...others] = node.kind === 'scalar' ? partsOf(node.source) : []
    if (only?.kind !== 'variable' || others.length > 0) return node
    if (opening.has(node)) return resolved(node)
    opening.add(node)
    let next = node
    for (const source of only.sources) {
      const found = look(source, lookup, node.at)
      if (found.kind === 'missing') continue
      next = opened(found.node)
      break
    }
    opening.delete(node)
    return next
  }

  /** A list of maps counts as one map, as for `functions` and `resources`. */
  function inParts(items: readonly Node[], key: string): Node | undefined {
    for (const item of items) {
      const found = walk(item, [key])
      if (found !== undefined) return found
    }
    return undefined
  }

  const text = (node: Node | undefined): string | null => assumedText(node, textOfReference)

  function textOfReference(id: string): string | null {
    if (id === 'AWS::Region') return input.region ?? regionOfService()
    if (id === STAGE) return stage()
    return given.get(id) ?? parameters.get(id)?.fallback ?? null
  }

  const isSettled = (node: Node): boolean => restsOn(node, (id) => given.has(id) || (id === 'AWS::Region' && input.region !== null))

  function regionOfService(): string {
    const written = walk(root, ['provider', 'region'])
    const found = written === undefined || resolving.has(written) ? null : resolved(written)
    return (found?.kind === 'scalar' ? sourceOf(found) : null) ?? DEFAULT_REGION
  }

  const lookup: Lookup = {
    root,
    folder: input.folder,
    files: input.files,
    given,
    expand,
    text,
    isSettled,
    stage,
    walk,
    parameter,
    document,
    report,
  }
  return {
    at: (...path) => {
      const found = walk(root, path)
      return found === undefined ? undefined : resolved(found)
    },
    text,
    stage: (at) => parameter(STAGE, at),
    parameters: () => {
      const entries = [...parameters].map(([id, { at, fallback }]): [string, Node] => [
        id,
        record(at, { Type: 'String', ...(fallback === null ? {} : { Default: fallback }) }),
      ])
      return mapNode(new Map(entries), root.at, new Map([...parameters].map(([id, { at }]) => [id, at])))
    },
  }
}
