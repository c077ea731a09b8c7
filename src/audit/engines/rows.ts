/** A query engine's rows → facts, with the meaning that the local reader gives to records. */
import { type EventParts, eventMeaning, type Input } from '../../events/index.js'
import { identityOf } from '../read/identity.js'
import { type Plan, planOf } from '../read/plan.js'
import { secondsOfTime } from '../read/texts.js'
import type { Fact, Group } from '../types.js'
import { ROW_COLUMNS } from './question.js'

export type Cell = string | number | null

/** @returns null for a row that is of no role */
export function factOf(row: readonly Cell[]): Fact | null {
  const text = (name: (typeof ROW_COLUMNS)[number]): string | null => {
    const cell = row[ROW_COLUMNS.indexOf(name)]
    return cell === null || cell === undefined ? null : String(cell)
  }
  const identity = identityOf({
    type: text('idtype') ?? '',
    arn: text('idarn') ?? '',
    principalId: text('principalid') ?? '',
    accountId: text('idaccount') ?? '',
    invokedBy: text('invokedby') ?? '',
    issuedTo: text('issuedto') ?? '',
    issuerType: text('issuertype') ?? '',
    issuerArn: text('issuerarn') ?? '',
    issuerPrincipalId: text('issuerid') ?? '',
    issuerAccountId: '',
  })
  if (identity === null) return null
  const source = text('eventsource') ?? ''
  const name = text('eventname') ?? ''
  const plan = planOf(source, name, false)
  const parameters = parametersOf(text('rp'), plan.dropped)
  const parts: EventParts = {
    source,
    name,
    place: { partition: identity.partition, region: text('awsregion') ?? '', account: identity.account },
    eventType: text('eventtype'),
    parameters,
    resourceArns: plan.resources || !saysAny(parameters, plan) ? arnsOf(text('resources')) : [],
    errorCode: text('errorcode'),
    errorMessage: text('errormessage'),
  }
  const meaning = eventMeaning(parts)
  const group: Group = {
    role: identity.role,
    roleId: identity.roleId,
    session: identity.session,
    via: identity.via,
    checks: meaning.checks.map(({ action, resource }) => ({ action, resource })),
    denied: meaning.denied,
    by: meaning.denial?.by ?? null,
    explicit: meaning.denial?.explicit ?? null,
    known: meaning.kind !== 'unmapped',
    refused: null,
  }
  const [calls, began, ended, sample] = row.slice(ROW_COLUMNS.length)
  return { ...group, count: Number(calls), first: secondsOf(began), last: secondsOf(ended), sample: String(sample ?? '') }
}

export function secondsOf(time: Cell | undefined): number {
  return secondsOfTime(String(time ?? ''))
}

/** Whether any member that counts says something: only where none does, readers look at the record's resources. */
function saysAny(parameters: Input | null, { members, key }: Plan): boolean {
  if (parameters === null) return false
  if (members === null) return true
  const counted = new Set([...members, ...(key === null ? [] : [key])].map((name) => Buffer.from(name).toString()))
  return Object.entries(parameters).some(([name, value]) => counted.has(name.toLowerCase()) && (JSON.stringify(value)?.length ?? 0) > 2)
}

function parametersOf(text: string | null, dropped: ReadonlySet<string>): Input | null {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.fromEntries(Object.entries(value as Input).filter(([name, member]) => member !== null && !dropped.has(name.toLowerCase())))
}

const arnsOf = (text: string | null): readonly string[] => {
  const value = parsed(text)
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function parsed(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
