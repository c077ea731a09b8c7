/** What a statement as a whole surely does not mean. */
import { type Statement, splitAtColons, variablesIn } from '../../policy/index.js'
import { type Checking, placeOfElement, placeOfText } from './checking.js'

export function checkShape(checking: Checking): void {
  checkVariables(checking)
  const { statement, kind } = checking
  const { effect, actions, resources, principals, conditions } = statement
  if (effect === 'allow' && kind !== 'scp' && kind !== 'boundary') {
    if ('except' in actions)
      checking.warn(
        placeOfElement(checking, 'NotAction'),
        'policy/allow-with-not-action',
        '`NotAction` with `Allow` also allows every action that AWS adds',
        'name the actions, or write the rest as a Deny',
      )
    if (resources !== null && 'except' in resources) {
      checking.warn(
        placeOfElement(checking, 'NotResource'),
        'policy/allow-with-not-resource',
        '`NotResource` with `Allow` also allows every other resource, of other accounts and services too',
        'name the resources',
      )
    }
  }
  if (kind === 'resource' && resources === null && isOfKms(actions)) checking.warn(...noResource(checking))
  if (principals === null || !('only' in principals)) return
  const everyone = principals.only.some((pattern) => pattern.kind === 'everyone')
  if (effect === 'allow' && everyone && conditions.length === 0 && (kind === 'resource' || kind === 'trust')) {
    checking.warn(
      placeOfElement(checking, 'Principal'),
      'policy/open-to-everyone',
      'the statement allows everyone, anonymous callers where the service has them',
      'name the principals, or add a condition such as `aws:PrincipalOrgID`',
    )
  }
  for (const pattern of principals.only) {
    if (effect === 'allow' && pattern.kind === 'federated') checkProvider(checking, pattern.provider)
    if (pattern.kind === 'uniqueId')
      checking.warn(
        placeOfElement(checking, 'Principal'),
        'policy/deleted-principal',
        `\`${pattern.id}\` is what is left of a deleted user or role, and matches nobody`,
        'name the new one by its ARN',
      )
  }
}

/**
 * A provider of web identities that many share gives tokens to everyone.
 * Source: IAM User Guide, "Create a role for OpenID Connect federation", "Configuring a role for GitHub OIDC identity
 * provider"; "OIDC federation".
 */
function checkProvider(checking: Checking, provider: string): void {
  const { actions, conditions } = checking.statement
  const name = provider.slice(provider.indexOf('oidc-provider/') < 0 ? 0 : provider.indexOf('oidc-provider/') + 'oidc-provider/'.length)
  const asksWebIdentity =
    'only' in actions && actions.only.some((action) => /^sts:AssumeRole(?:WithWebIdentity|\*)$|^sts:\*$/i.test(action))
  if (!asksWebIdentity || name.startsWith('arn:')) return
  const asked = conditions.map(({ key }) => key.toLowerCase()).filter((key) => key.startsWith(`${name.toLowerCase()}:`))
  const wanted = name === 'token.actions.githubusercontent.com' ? ':sub' : ':'
  if (asked.some((key) => key.includes(wanted))) return
  checking.warn(
    placeOfElement(checking, 'Principal'),
    'policy/open-to-provider',
    `the statement allows everyone whom \`${name}\` gives a token`,
    `add a condition on \`${name}:sub\``,
  )
}

const isOfKms = (actions: Statement['actions']): boolean => 'only' in actions && actions.only.every((action) => /^kms:/i.test(action))

// Source: AWS KMS API Reference, "PutKeyPolicy".
const noResource = ({ node }: Checking): Parameters<Checking['warn']> => [
  node.at,
  'policy/no-effect',
  'a statement of a key policy without `Resource` has no effect',
  'write `"Resource": "*"`, which means this key',
]

function checkVariables(checking: Checking): void {
  const { statement, policy } = checking
  const { resources } = statement
  const patterns = resources === null ? [] : 'only' in resources ? resources.only : resources.except
  const old = policy.version !== '2012-10-17'
  for (const pattern of patterns) {
    if (!pattern.includes('${')) continue
    const at = placeOfText(checking, 'Resource', pattern)
    if (old) warnVersion(checking, at, pattern)
    else if (
      splitAtColons(pattern, true)
        .slice(0, 5)
        .some((part) => part.includes('${'))
    ) {
      checking.warn(
        at,
        'policy/variable-too-early',
        `a variable in \`${pattern}\` stands before the fifth colon, where it is plain text`,
        'write `*`, and compare the account or Region in a condition',
      )
    }
  }
  const values = statement.conditions.flatMap((condition) => condition.values)
  const used = old ? values.find((value) => value.includes('${')) : undefined
  if (used !== undefined) warnVersion(checking, placeOfElement(checking, 'Condition'), used)
}

function warnVersion(checking: Checking, at: number, text: string): void {
  checking.warn(
    at,
    'policy/variable-without-version',
    `\`${variablesIn(text)[0] ?? text}\` is plain text in a policy of version ${checking.policy.version}`,
    'write `"Version": "2012-10-17"`',
  )
}
