/** What an app needs is loaded when one is run, so that local AWS alone starts without it. */
import type { runApp as RunApp } from './app/index.js'
import type { runSmoke as RunSmoke } from './smoke/index.js'
import type { verifyApp as VerifyApp } from './verify/index.js'

export const runApp: typeof RunApp = async (options) => (await import('./app/index.js')).runApp(options)
export const runSmoke: typeof RunSmoke = async (options) => (await import('./smoke/index.js')).runSmoke(options)
export const verifyApp: typeof VerifyApp = async (options) => (await import('./verify/index.js')).verifyApp(options)
