/** What frameworks have in common: handlers by path and verb, and a request that calls them all. */

export const VERBS =
  "['get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'options', 'all', 'any', 'use', 'param', 'on', 'method', 'route', 'METHOD', 'finally', 'addHook', 'onError', 'notFound', 'register', 'add']"

/**
 * `args`: what the function of a route is called with. They are the same objects for all routes, since middlewares put on
 * them what routes take from there.
 * `more`: may use `make`, which is a new app, `visit`, which calls what was given for a route, and `open`, of which not all
 * members are known (a function, whose methods are not taken to call each other).
 */
export const framework = (args: string, more: string): string => `
import { later, unknown } from 'rolewright:model'
const open = (why, members) => Object.assign(function () {}, unknown(why), members)
const settings = {}
const lookedUp = (values, key) => values[key] ?? unknown('what was set under a name')
const visit = (given) => {
  if (typeof given === 'function') later(given, ...args)
  else if (Array.isArray(given)) for (const one of given) visit(one)
  else if (given && typeof given === 'object') for (const key of ['handler', 'handle', 'preHandler', 'preValidation', 'preParsing', 'preSerialization', 'onRequest', 'onSend', 'onResponse', 'middleware', 'action']) if (given[key]) visit(given[key])
}
const make = () => {
  const app = function () {}
  for (const verb of ${VERBS}) {
    app[verb] = (...given) => {
      for (const one of given) visit(one)
      return app
    }
  }
  const route = app.get
  app.get = (first, ...more) => (more.length === 0 && typeof first === 'string' ? lookedUp(settings, first) : route(first, ...more))
  for (const name of ['enable', 'disable', 'engine', 'listen', 'ready', 'close', 'prefix', 'setErrorHandler', 'setNotFoundHandler', 'inject', 'addContentTypeParser']) {
    app[name] = (...given) => {
      for (const one of given) if (typeof one === 'function') later(one, ...args)
      return app
    }
  }
  app.set = (key, value) => {
    settings[key] = value
    return app
  }
  app.locals = locals
  return app
}
const locals = {}
${more}
const args = [${args}]
`
