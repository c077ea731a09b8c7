/** A small answer of `generate`, and one with names that try to do harm. */
import type { Generated } from '../../generate/index.js'
import type { Report } from '../types.js'

const table = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}'

export function sample(
  names: { readonly fn: string; readonly message: string } = { fn: 'GetItem', message: '`s3:*` is granted, and nothing needs it' },
): Generated {
  return {
    app: { templates: ['template.yaml'], format: 'sam' },
    functions: {
      [names.fn]: {
        handler: { file: 'src/get.ts', export: 'handler' },
        runtime: 'nodejs22.x',
        role: `${names.fn}Role`,
        grants: [
          {
            actions: ['dynamodb:GetItem'],
            resources: [table],
            conditions: [],
            kind: 'call',
            certainty: 'resolved',
            evidence: [{ file: 'src/get.ts', line: 4, column: 9, operation: 'dynamodb:GetItem', via: ['handler'] }],
          },
        ],
        unresolved: [],
      },
    },
    principals: {},
    roles: {
      [`${names.fn}Role`]: {
        usedBy: [names.fn],
        trustPolicy: {},
        policies: [],
        managedPolicyArns: [],
        permissionsBoundary: null,
        sizeChars: 0,
      },
    },
    resourcePolicies: [],
    widths: { [names.fn]: { declared: { actions: 9, cells: 12 }, generated: { actions: 1, cells: 1 } } },
    proofs: [
      { claim: 'needed-in-generated', subject: names.fn, verdict: 'proved', counterexample: null },
      {
        claim: 'generated-in-declared',
        subject: names.fn,
        verdict: 'refuted',
        counterexample: { request: { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} }, allowedBy: [] },
      },
    ],
    findings: [
      {
        code: 'access/missing',
        severity: 'error',
        subject: names.fn,
        message: '`dynamodb:GetItem` is needed, and the template does not give it',
        hint: 'the generated role has it',
        at: { file: 'src/get.ts', line: 4, column: 9 },
      },
      {
        code: 'access/unneeded-action',
        severity: 'warning',
        subject: names.fn,
        message: names.message,
        hint: 'remove what no code that is not seen here uses',
        at: { file: 'template.yaml', line: 12, column: 7 },
      },
      { code: 'trace/language', severity: 'info', subject: names.fn, message: 'not read', hint: '', at: null },
    ],
  }
}

/** A report of it, as `buildReport` would make one of an app that has no source to show. */
export const sampleReport = (generated: Generated = sample()): Report => ({
  reportVersion: 1,
  title: 'sample',
  generated,
  chains: {},
  sources: {},
  declared: {},
  changes: {},
  effects: {},
  names: {},
  things: {},
  verify: null,
  audit: null,
  seen: {},
})
