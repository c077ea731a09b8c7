/** A resource of an app as a person names it: its logical ID, with what lies in it behind, or an ARN with symbols. */
import { type App, arnOfResource } from '../app/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { printSym } from '../policy/index.js'
import { nearest } from './nearest.js'

/**
 * `ItemsTable` → `arn:${AWS::Partition}:dynamodb:…:table/${ItemsTable}`, `Uploads/a.csv` → the object's ARN.
 *
 * @errors `cli/no-such-resource`: it is no ARN, and the app declares nothing of that name
 */
export function resourceOf(app: App, written: string): Result<string, readonly Problem[]> {
  if (written === '*' || /^(?:arn:|\$\{)/.test(written)) return ok(written)
  const id = /^[A-Za-z0-9]+/.exec(written)?.[0] ?? ''
  const arn = arnOfResource(app, id)
  return arn === null ? fail([noSuchResource(app, written, id)]) : ok(`${printSym(arn)}${written.slice(id.length)}`)
}

function noSuchResource(app: App, written: string, id: string): Problem {
  const ids = [...app.resources.keys()].filter((it) => arnOfResource(app, it) !== null).sort()
  const near = nearest(id, ids)
  return {
    code: 'cli/no-such-resource',
    message: `\`${written}\` is neither an ARN nor a resource of this app that has one`,
    hint: near === null ? `write an ARN, \`*\`, or one of ${ids.slice(0, 12).join(', ')}` : `did you mean \`${near}\`?`,
    at: null,
  }
}
