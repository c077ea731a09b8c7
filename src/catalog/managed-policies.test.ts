import { expect, test } from 'vitest'
import { managedPolicy, managedPolicyNames } from './managed-policies.js'

function actionsOf(name: string): readonly unknown[] {
  const statements = managedPolicy(name)?.document.Statement as readonly { readonly Action: unknown }[] | undefined
  return statements?.flatMap((s) => s.Action) ?? []
}

// Source: AWS Managed Policy Reference, the page of each policy.
test('policies are found by name and by ARN, in every partition', () => {
  const basic = managedPolicy('AWSLambdaBasicExecutionRole')
  expect(basic?.arn).toBe('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')
  expect(managedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')).toBe(basic)
  expect(managedPolicy('arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')).toBe(basic)
})

test('an ARN with another path, an own policy, and an unknown name are null', () => {
  expect(managedPolicy('arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole')).toBeNull()
  expect(managedPolicy('arn:aws:iam::111122223333:policy/AWSLambdaBasicExecutionRole')).toBeNull()
  expect(managedPolicy('NoSuchPolicy')).toBeNull()
})

test('what SAM gives to functions', () => {
  expect(actionsOf('AWSLambdaBasicExecutionRole')).toEqual(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'])
  expect(actionsOf('AWSLambdaVPCAccessExecutionRole')).toContain('ec2:CreateNetworkInterface')
  expect(actionsOf('AWSLambdaSQSQueueExecutionRole')).toContain('sqs:ReceiveMessage')
  expect(actionsOf('AWSXRayDaemonWriteAccess')).toContain('xray:PutTraceSegments')
})

test('all of them are there', () => {
  expect(managedPolicyNames().length).toBeGreaterThan(1_500)
  expect(managedPolicyNames()).toContain('AdministratorAccess')
})
