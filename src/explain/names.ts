/** Symbolic ARNs as a person reads them: what is the same in every line of an app is left out. */

const OWN_SCOPE = /^arn:\$\{AWS::Partition\}:([a-z0-9-]+):(\$\{AWS::Region\}|\*)?:(\$\{AWS::AccountId\}|\*)?:/

/**
 * @param resource an ARN in symbolic text, e.g. `arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ItemsTable}`
 * @returns `table/ItemsTable`; an ARN of another account or region keeps its head, one of any says so; `*` is `anything`, and `arn:…:logs:…:*` is `anything of logs`
 */
export function shortResource(resource: string): string {
  if (resource === '*') return 'anything'
  const [, service, region, account] = OWN_SCOPE.exec(resource) ?? []
  const tail = resource.replace(OWN_SCOPE, '')
  if (tail === '*' && service !== undefined) return `anything of ${service}`
  const open = [...(region === '*' ? ['region'] : []), ...(account === '*' ? ['account'] : [])].join(' and ')
  return `${bare(tail).replace(/^([A-Za-z0-9/]+)\.Arn\b/, '$1')}${open === '' ? '' : ` in any ${open}`}`
}

/** Symbols without their braces, those inside others as well. */
function bare(text: string): string {
  const outer = text.replaceAll(/\$\{([^{}]*)\}/g, '$1')
  return outer === text ? text : bare(outer)
}

/** `dynamodb:PutItem` and its like in one line: `dynamodb:GetItem, PutItem`. Services stay apart. */
export function shortActions(actions: readonly string[]): string {
  const byService = new Map<string, string[]>()
  for (const action of actions) {
    const [service = '', name = action] = action.split(':')
    byService.set(service, [...(byService.get(service) ?? []), name])
  }
  return [...byService].map(([service, names]) => `${service}:${names.join(', ')}`).join(' ')
}
