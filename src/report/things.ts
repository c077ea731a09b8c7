/** Resources by the thing that each is a part of: a picture of an app has a node for a table, and none for each index. */
import type { App } from '../app/index.js'
import { shortResource } from '../explain/index.js'
import { parseSym, printSym } from '../policy/index.js'

/** So many of a kind that one part of the app alone reaches are one in a picture. */
const MANY = 4

/** Of this account, and of any: the same thing. */
const SCOPE = /^(arn:\$\{AWS::Partition\}:[a-z0-9-]+):(?:\$\{AWS::Region\}|\*)?:(?:\$\{AWS::AccountId\}|\*)?:/

/**
 * @param reached by subject, the resources that it needs or is granted
 * @returns by resource, the name of the thing
 */
export function thingsOf(app: App, reached: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, string>> {
  const resources = [...new Set([...reached.values()].flat())].sort()
  const things = new Map(resources.map((resource) => [resource, thingOf(resource, app)]))
  const reachers = new Map<string, Set<string>>()
  for (const [subject, own] of reached)
    for (const resource of own) {
      const thing = things.get(resource) ?? resource
      reachers.set(thing, (reachers.get(thing) ?? new Set()).add(subject))
    }
  const alone = new Map<string, Set<string>>()
  for (const [thing, subjects] of reachers) {
    const kind = kindOf(thing)
    const [only] = subjects
    if (subjects.size !== 1 || only === undefined || kind === null) continue
    const key = JSON.stringify([only, kind])
    alone.set(key, (alone.get(key) ?? new Set()).add(thing))
  }
  const packed = new Map<string, string>()
  for (const [key, all] of alone) {
    if (all.size < MANY) continue
    const [subject, kind] = JSON.parse(key) as [string, string]
    for (const thing of all) packed.set(thing, `${all.size} ${kind}${kind.endsWith('s') ? 'es' : 's'} of ${subject}`)
  }
  return Object.fromEntries([...things].map(([resource, thing]) => [resource, packed.get(thing) ?? thing]))
}

/** `table/ItemsTable/index/*` is `table/ItemsTable`; what the template does not declare ends before what is open in it. */
function thingOf(resource: string, app: App): string {
  const pieces = parseSym(resource)
  const declared = pieces.findIndex((piece) => piece.kind === 'symbol' && app.resources.has(piece.name.replace(/\.[A-Za-z0-9.]+$/, '')))
  const whole = declared < 0 ? resource : printSym(pieces.slice(0, declared + 1))
  const scoped = whole.replace(SCOPE, '$1:::')
  const cut = scoped.replace(/(\/index\/|\/stream\/|:log-stream:|[/:])\*$/, '')
  return shortResource(cut.endsWith('::') ? whole : cut)
}

const kindOf = (thing: string): string | null => /^([a-z-]+)[/:]/.exec(thing)?.[1] ?? null
