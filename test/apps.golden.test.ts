/**
 * Whole small apps and what they need: one line for each grant and each resource policy. `npm run golden` rewrites what is
 * expected, and its diff is read like code.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Generated, type GeneratedGrant, generate } from '../src/generate/index.js'

const APPS = join(import.meta.dirname, 'apps')
const names = readdirSync(APPS).sort()

/** The places of the app's own account and region, which nearly every ARN has, in a letter each. */
const short = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replaceAll('${AWS::Partition}', 'P')
    .replaceAll('${AWS::Region}', 'R')
    .replaceAll('${AWS::AccountId}', 'A')
    .replaceAll('"', '')

const lineOf = (grant: GeneratedGrant): string =>
  [
    `  ${grant.kind === 'call' ? '' : `${grant.kind}: `}${grant.actions.join(' ')} on ${short(grant.resources)}`,
    ...grant.conditions.map(({ operator, key, values }) => `if ${operator} ${key} ${short(values)}`),
    ...(grant.certainty === 'resolved' ? [] : [`(${grant.certainty})`]),
  ].join(' ')

const servicesOf = (trust: unknown): string =>
  (trust as { Statement: { Principal: { Service: string } }[] }).Statement.map((s) => s.Principal.Service).join(', ')

function textOf({ functions, principals, roles, resourcePolicies, findings }: Generated): string {
  const grants = [...Object.entries(functions), ...Object.entries(principals)].flatMap(([id, own]) => [
    id,
    ...own.grants.map(lineOf),
    ...('unresolved' in own ? own.unresolved.map((u) => `  open: ${u.code} ${u.message} ${u.file}:${u.line}`) : []),
  ])
  const policies = resourcePolicies.flatMap(({ resource, kind, document }) =>
    (document as { Statement: { Principal: unknown; Action: unknown; Condition?: unknown }[] }).Statement.map(
      (s) => `  ${kind} of ${resource}: ${short(s.Principal)} ${short(s.Action)} if ${short(s.Condition ?? {})}`,
    ),
  )
  const found = findings
    .filter(({ code }) => code !== 'access/managed-policy')
    .map(
      ({ severity, code, subject, message, at }) =>
        `  ${severity} ${code} ${subject}: ${message} ${at === null ? '' : `${at.file}:${at.line}`}`,
    )
  const trusted = Object.entries(roles).map(([id, role]) => `  ${id} by ${servicesOf(role.trustPolicy)}`)
  return [...grants, '', 'trusted', ...trusted, '', 'resource policies', ...policies, '', 'findings', ...found, ''].join('\n')
}

test.each(names)('%s', async (name) => {
  const made = await generate({
    inputs: [join(APPS, name)],
    layout: null,
    parameters: new Map(),
    account: null,
    region: null,
    from: null,
  })
  if (!made.ok) throw new Error(made.error[0]?.message)
  await expect(textOf(made.value.generated)).toMatchFileSnapshot(join(APPS, name, 'expected/needs.txt'))
})
