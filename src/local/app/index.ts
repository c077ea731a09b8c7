export type { AppDescription } from './describe.js'
export type { RolePlan } from './role-plans.js'
export { type RunAppOptions, type RunningApp, runApp } from './run-app.js'
