import type { Json } from '../../yaml.js'
import { putResource, resourceIn, resourcesOf, type Template } from '../template.js'

/** What is there keeps what somebody set. */
export function putAtEnd(template: Template, id: string, value: Json): void {
  if (resourceIn(template, id) === null) putResource(template, id, value, Object.keys(resourcesOf(template)).at(-1) ?? '')
}
