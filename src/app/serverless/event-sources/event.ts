/** One event of a function → what the framework makes of it. */
import type { ServiceEvent, ServiceFunction, ServiceWithRoles } from '../service.js'
import type { Made } from '../template/made.js'

/** @param index of the event among those of its type in the function, from 1: parts of logical IDs count so */
export type MakeEvent = (event: ServiceEvent, fn: ServiceFunction, service: ServiceWithRoles, index: number) => Made
