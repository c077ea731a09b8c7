/** What happened to a stack and its resources, the newest last. */
import { uuidOf } from './names.js'
import type { StackEvent, StackRecord } from './types.js'

/** Events of a stack that are kept. */
const MAX_EVENTS = 2000

type Told = Omit<StackEvent, 'id' | 'at'>

export function noted(stack: StackRecord, at: number, told: Told): StackRecord {
  const id = uuidOf(`${stack.id} ${stack.events.length} ${at}`)
  return { ...stack, events: [...stack.events, { ...told, id, at }].slice(-MAX_EVENTS) }
}

export const stackEvent = (stack: StackRecord, status: string, at: number, reason: string | null): StackRecord =>
  noted({ ...stack, status }, at, { resource: stack.name, physicalId: stack.id, type: 'AWS::CloudFormation::Stack', status, reason })
