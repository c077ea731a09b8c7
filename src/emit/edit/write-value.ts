/** Values as they stand in a template: blocks of YAML, flow YAML on one line, or JSON as the file has it. */
import { type Json, stringify, type YamlStyle } from '../yaml.js'

/**
 * What stands behind `key:` in a block of YAML: ` value`, or lines of their own, each indented.
 *
 * @param column of the key
 */
export function yamlBehindKey(value: Json, column: number, style: YamlStyle): string {
  const written = stringify({ k: value }, style).replace(/\n+$/, '')
  return indented(written.slice('k:'.length), column)
}

/** `key: value` for a block of YAML; lines but the first are indented. */
export function yamlEntry(key: string, value: Json, column: number, style: YamlStyle): string {
  return indented(stringify({ [key]: value }, style).replace(/\n+$/, ''), column)
}

/** `- value` for a block of YAML. */
export function yamlItem(value: Json, column: number, style: YamlStyle): string {
  return indented(stringify([value], style).replace(/\n+$/, ''), column)
}

/** @param indent white space that the first line begins with */
export const jsonValue = (value: Json, indent: string, unit: string): string =>
  JSON.stringify(value, null, unit).replaceAll('\n', `\n${indent}`)

/** On one line; a YAML reader takes it as well. */
export const flowValue = (value: Json): string =>
  JSON.stringify(value).replace(/("(?:[^"\\]|\\.)*")|([:,])/g, (_, text, sign) => text ?? `${sign} `)

const indented = (text: string, column: number): string => text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(column)}`)
