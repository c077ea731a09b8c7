import { expect, test } from 'vitest'
import { beyondEdit, readChange } from './stack-check.js'
import type { TouchedResource } from './types.js'

const touched: readonly TouchedResource[] = [
  { id: 'OldRole', type: 'AWS::IAM::Role', change: 'modify', properties: ['Policies'] },
  { id: 'PutRole', type: 'AWS::IAM::Role', change: 'add', properties: [] },
  { id: 'Put', type: 'AWS::Serverless::Function', change: 'modify', properties: ['Role'] },
  { id: 'Scan', type: 'AWS::Serverless::Function', change: 'modify', properties: ['Policies'] },
  { id: 'Machine', type: 'AWS::StepFunctions::StateMachine', change: 'modify', properties: ['RoleArn'] },
]

interface Detail {
  readonly name: string
  readonly evaluation?: 'Static' | 'Dynamic'
  readonly source?: string
  readonly causedBy?: string
}
const change = (
  Action: string,
  LogicalResourceId: string,
  ResourceType: string,
  details: readonly Detail[] = [],
  Replacement = 'False',
): ReturnType<typeof readChange> =>
  readChange({
    Type: 'Resource',
    ResourceChange: {
      Action,
      LogicalResourceId,
      ResourceType,
      ...(Action === 'Modify' && { Replacement }),
      Details: details.map(({ name, evaluation = 'Static', source = 'DirectModification', causedBy }) => ({
        Target: { Attribute: 'Properties', Name: name, RequiresRecreation: 'Never' },
        Evaluation: evaluation,
        ChangeSource: source,
        ...(causedBy !== undefined && { CausingEntity: causedBy }),
      })),
    },
  })

/** As AWS lists what only speaks of a changed resource. Source: CloudFormation User Guide, "Example change sets". */
const speaksOf = (causedBy: string, name: string): Detail => ({ name, evaluation: 'Dynamic', source: 'ResourceAttribute', causedBy })

const rows: readonly { readonly name: string; readonly changes: readonly ReturnType<typeof readChange>[]; readonly passes: boolean }[] = [
  {
    name: 'roles of the edit, and who runs with them',
    changes: [
      change('Add', 'PutRole', 'AWS::IAM::Role'),
      change('Modify', 'OldRole', 'AWS::IAM::Role', [{ name: 'Policies' }]),
      change('Modify', 'Put', 'AWS::Lambda::Function', [{ name: 'Role' }]),
      change('Modify', 'Machine', 'AWS::StepFunctions::StateMachine', [{ name: 'RoleArn' }]),
    ],
    passes: true,
  },
  {
    name: "the role that SAM makes of a function's policies",
    changes: [change('Modify', 'ScanRole', 'AWS::IAM::Role', [{ name: 'Policies' }])],
    passes: true,
  },
  {
    name: 'what speaks of a changed role, and what speaks of that',
    changes: [
      change('Modify', 'OldRole', 'AWS::IAM::Role', [{ name: 'Policies' }]),
      change('Modify', 'Other', 'AWS::Lambda::Function', [speaksOf('OldRole.Arn', 'Role')]),
      change('Modify', 'Permission', 'AWS::Lambda::Permission', [speaksOf('Other.Arn', 'FunctionName')], 'Conditional'),
    ],
    passes: true,
  },
  { name: 'a table', changes: [change('Add', 'More', 'AWS::DynamoDB::Table')], passes: false },
  {
    name: 'a role that the edit does not know',
    changes: [change('Modify', 'Foreign', 'AWS::IAM::Role', [{ name: 'Policies' }])],
    passes: false,
  },
  {
    name: 'code of a function beside its role',
    changes: [change('Modify', 'Put', 'AWS::Lambda::Function', [{ name: 'Role' }, { name: 'Code' }])],
    passes: false,
  },
  {
    name: 'a function that is made anew',
    changes: [change('Modify', 'Put', 'AWS::Lambda::Function', [{ name: 'Role' }], 'True')],
    passes: false,
  },
  { name: 'a function that goes', changes: [change('Remove', 'Put', 'AWS::Lambda::Function')], passes: false },
  {
    name: 'a value that follows something which is not of the edit',
    changes: [change('Modify', 'Other', 'AWS::Lambda::Function', [speaksOf('Table.Arn', 'Environment')])],
    passes: false,
  },
  {
    name: 'a parameter that has another value by now',
    changes: [
      change('Modify', 'Put', 'AWS::Lambda::Function', [
        { name: 'Role' },
        { name: 'Timeout', source: 'ParameterReference', causedBy: 'Seconds' },
      ]),
    ],
    passes: false,
  },
]

test.each(rows)('$name', ({ changes, passes }) => {
  const found = beyondEdit(changes, touched)
  if (passes) expect(found).toBe(null)
  else expect(found).toMatchObject({ code: 'deploy/change-set-wider', message: expect.stringContaining(`\`${changes[0]?.logicalId}\``) })
})
