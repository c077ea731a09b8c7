/**
 * Custom resources that tell their function which calls to make: the function's own code makes whatever it is told, so the
 * template is where its calls are read.
 * Source: AWS CDK API Reference, "AwsCustomResource": `Create`, `Update` and `Delete` hold a call each, as JSON text.
 */
import type { Place } from '../../outcome/index.js'
import { valueOfJsonText } from '../definitions/json-text.js'
import type { AppFunction, Value, Wire } from '../types.js'
import { alternatives, entry, literal, textOf } from '../values.js'

export interface ToldCall {
  /** The custom resource, and the request that makes the call: `Lookup.Create`. */
  readonly asks: string
  /** `SSM`, `ssm` or `@aws-sdk/client-ssm`. */
  readonly service: string
  /** `getParameter`, or the name of the command. */
  readonly action: string
  readonly parameters: Value | null
  /** The role that makes the call in place of the function's. */
  readonly assumedRole: Value | null
  readonly at: Place
}

const REQUESTS = ['Create', 'Update', 'Delete'] as const

/** @returns null for functions that anything but such resources invokes, and where a call is not known: then the code is read */
export function toldCalls(fn: Pick<AppFunction, 'wires'>): readonly ToldCall[] | null {
  const wires = fn.wires.filter(({ kind }) => kind !== 'lambda-permission')
  const told = wires.map((wire) => (wire.kind === 'custom-resource' ? callsOf(wire) : []))
  const known = told.flat().filter((call) => call !== null)
  return told.length > 0 && told.every((calls) => calls.length > 0 && !calls.includes(null)) ? known : null
}

/** A request that is written, and does not say which call it is, is null. */
function callsOf(wire: Wire): readonly (ToldCall | null)[] {
  return REQUESTS.flatMap((request) =>
    alternatives(entry(wire.properties, request) ?? { kind: 'null', at: wire.at }).flatMap((written): readonly (ToldCall | null)[] => {
      if (written.kind === 'null') return []
      const text = textOf(written)
      const call = text === null ? written : valueOfJsonText(text, written.at)
      const service = literal(entry(call, 'service'))
      const action = literal(entry(call, 'action'))
      if (call === null || service === null || action === null) return [null]
      const asks = `${wire.id}.${request}`
      return [{ asks, service, action, parameters: entry(call, 'parameters'), assumedRole: entry(call, 'assumedRoleArn'), at: written.at }]
    }),
  )
}
