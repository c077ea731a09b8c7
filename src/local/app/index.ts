export type { RolePlan } from './role-plans.js'
export { type AppDescription, type RunAppOptions, type RunningApp, runApp } from './run-app.js'
