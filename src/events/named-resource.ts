/**
 * The resource that a denial message names: an ARN, `*`, or a friendly name (`role deployer`, `instance profile web`, `app/secret`).
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages"; Secrets Manager User Guide, "Troubleshooting".
 */
import { findAction, type ResourceTypeFacts, resourceType } from '../catalog/index.js'
import type { CallPlace } from './checks.js'
import type { DenialMessage } from './types.js'

/** @returns null where the message names none, or names it in another way than by its ARN */
export const namedArn = ({ resource }: Pick<DenialMessage, 'resource'>): string | null =>
  resource !== null && (resource === '*' || resource.startsWith('arn:')) ? resource : null

/**
 * The ARN of a friendly name, in the caller's account and region.
 *
 * @param action the refused action as the catalog spells it: its resource types tell what the name is of
 * @returns null where the action has no such type, or several that the name could be of
 */
export function friendlyArn(text: string, action: string, place: CallPlace): string | null {
  const { word, name } = wordAndName(text)
  const type = typeFor(action, word)
  const arn = type?.arns.find((template) => variablesOf(template).length === 1)
  if (type === null || arn === undefined || name === '' || /[\s*?]/.test(name)) return null
  const [before, after] = arn
    .replace('${Partition}', place.partition)
    .replace('${Region}', place.region)
    .replace('${Account}', place.account)
    .split(/\$\{\w+\}/)
  if (before === undefined || after === undefined) return null
  // Some messages repeat what stands before the name in the ARN: `table/orders`.
  const prefix = before.slice(before.lastIndexOf(':') + 1)
  const bare = prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name
  return `${before}${bare}${suffixOf(type, bare)}${after}`
}

/** `instance profile web` → the type's words and the name; a name alone has no words. */
function wordAndName(text: string): { readonly word: string | null; readonly name: string } {
  const at = text.lastIndexOf(' ')
  return at < 0
    ? { word: null, name: text }
    : { word: text.slice(0, at).trim().toLowerCase().replaceAll(' ', '-'), name: text.slice(at + 1) }
}

function typeFor(action: string, word: string | null): ResourceTypeFacts | null {
  const service = action.slice(0, action.indexOf(':'))
  const facts = findAction(action)
  if (facts === null) return null
  const names = word !== null ? [word] : facts.requiredTypes.length > 0 ? facts.requiredTypes : facts.resourceTypes
  return names.length === 1 ? resourceType(service, names[0] ?? '') : null
}

const variablesOf = (template: string): readonly string[] =>
  [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '').filter((name) => !['Partition', 'Region', 'Account'].includes(name))

/** The ARN of a secret ends in six characters that a message with its name leaves out. */
const suffixOf = ({ service, name }: ResourceTypeFacts, given: string): string =>
  service === 'secretsmanager' && name === 'Secret' && !/-[A-Za-z0-9]{6}$/.test(given) ? '-??????' : ''
