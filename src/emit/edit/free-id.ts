import { resourcesOf, type Template } from './template.js'

/** The name, or with a number behind it where a resource has it already. */
export function freeId(template: Template, wanted: string): string {
  const resources = resourcesOf(template)
  let id = wanted
  for (let i = 2; Object.hasOwn(resources, id); i++) id = `${wanted}${i}`
  return id
}
