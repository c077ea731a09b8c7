/** Follows an event path into a constant of the template, through JSON texts. */
import { type Value, valueOfJsonText } from '../app/index.js'
import { type Bound, unknown } from './bound.js'
import { alternatives, textOf } from './value.js'

/** @returns the texts at the path; none where the value has no such part */
export function readValue(value: Value, path: readonly string[]): readonly Bound[] {
  return alternatives(value).flatMap((v) => readOption(v, path))
}

function readOption(value: Value, path: readonly string[]): readonly Bound[] {
  const [step, ...rest] = path
  if (value.kind === 'unknown') return [unknown(value.reason)]
  if (step === undefined) {
    const text = textOf(value)
    return text === null ? [] : [{ text, why: text.some((p) => p.kind === 'any') ? 'the template does not say all of it' : null }]
  }
  if (step === '()json') {
    if (value.kind !== 'text') return readOption(value, rest)
    const parsed = valueOfJsonText(value.text, value.at)
    return parsed === null ? [] : readValue(parsed, rest)
  }
  if (value.kind === 'map') {
    if (step === '*') return [...value.entries.values()].flatMap((v) => readValue(v, rest))
    const entry = value.entries.get(step)
    return entry === undefined ? [] : readValue(entry, rest)
  }
  if (value.kind === 'list') {
    const item = /^\d+$/.test(step) ? value.items[Number(step)] : undefined
    return (item === undefined ? value.items : [item]).flatMap((v) => readValue(v, rest))
  }
  return []
}
