/** A template in the making: what it means now, and what it should mean. */
import type { Json } from '../yaml.js'
import { anchorsIn, plain } from './plain.js'
import { readTree } from './read-tree.js'

export interface JsonMap {
  [key: string]: Json
}

export interface Template {
  readonly file: string
  /** Before the logical IDs of its resources: empty, or `Stack/`. */
  readonly prefix: string
  readonly before: Json
  /** What the edits make of it. */
  readonly wanted: JsonMap
}

/** What a file means; null where it cannot be read as a tree. */
export function openRoot(text: string): Json {
  const source = readTree(text)
  return source.ok ? plain(source.value.root, anchorsIn(source.value.root)) : null
}

/** Null where the text cannot be read as a tree or has no resources. */
export function openTemplate(file: string, prefix: string, text: string): Template | null {
  const before = openRoot(text)
  if (!isMap(before) || !isMap(before.Resources)) return null
  return { file, prefix, before, wanted: structuredClone(before) as JsonMap }
}

export const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same as a map that can be changed. */
export const mapAt = (value: Json | undefined): JsonMap | null => (isMap(value) ? (value as JsonMap) : null)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const listOf = (value: Json | undefined): readonly Json[] => (value === undefined ? [] : isList(value) ? value : [value])

export const resourcesOf = (template: Template): JsonMap => (isMap(template.wanted.Resources) ? template.wanted.Resources : {})

/** The resource as the template writes it out; null for what a loop or a transform makes. */
export function resourceIn(template: Template, id: string): JsonMap | null {
  const resources = resourcesOf(template)
  const found = Object.hasOwn(resources, id) ? resources[id] : undefined
  return mapAt(found)
}

export const typeIn = (template: Template, id: string): string | null => {
  const type = resourceIn(template, id)?.Type
  return typeof type === 'string' ? type : null
}

/** Whether properties can be written into it: none are there yet, or a plain map. */
export const takesProperties = ({ Properties }: JsonMap): boolean =>
  Properties === undefined || Properties === null || (isMap(Properties) && soleFunction(Properties) === null)

/** The properties, made where there are none; null where they are no plain map. */
export function propertiesOf(resource: JsonMap): JsonMap | null {
  if (resource.Properties === undefined || resource.Properties === null) resource.Properties = {}
  const properties = resource.Properties
  return isMap(properties) && soleFunction(properties) === null ? properties : null
}

/** The name of the function that a value calls. */
export function soleFunction(value: Json | undefined): string | null {
  if (!isMap(value)) return null
  const [name, ...others] = Object.keys(value)
  return name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')) ? name : null
}

/** Puts a resource behind another, or exchanges the one that is there. */
export function putResource(template: Template, id: string, value: Json, after: string): void {
  const resources = resourcesOf(template)
  if (Object.hasOwn(resources, id)) {
    resources[id] = value
    return
  }
  const entries = Object.entries(resources)
  const at = entries.findIndex(([key]) => key === after)
  entries.splice(at < 0 ? entries.length : at + 1, 0, [id, value])
  template.wanted.Resources = Object.fromEntries(entries)
}

/** With the resource goes that others wait for it. */
export function removeResource(template: Template, id: string): void {
  const resources = resourcesOf(template)
  delete resources[id]
  for (const other of Object.values(resources)) {
    const resource = mapAt(other)
    if (resource === null || !listOf(resource.DependsOn).includes(id)) continue
    const left = listOf(resource.DependsOn).filter((one) => one !== id)
    if (left.length === 0) delete resource.DependsOn
    else resource.DependsOn = isList(resource.DependsOn) ? left : (left[0] ?? null)
  }
}
