import { expect, test } from 'vitest'
import { type IdentityParts, identityOf } from './identity.js'

const session: IdentityParts = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/shared/run-7',
  principalId: 'AROAEXAMPLE:run-7',
  accountId: '111122223333',
  invokedBy: '',
  issuedTo: '',
  issuerType: 'Role',
  issuerArn: 'arn:aws:iam::111122223333:role/team/shared',
  issuerPrincipalId: 'AROAEXAMPLE',
  issuerAccountId: '111122223333',
}
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function'

// Source: CloudTrail User Guide, "CloudTrail userIdentity element", inScopeOf.
test.each<{ readonly name: string; readonly issuedTo: string; readonly want: string }>([
  { name: 'a session is called as it was named', issuedTo: '', want: 'run-7' },
  { name: 'credentials of a function are told by the function', issuedTo: `${lambda}:Resize`, want: 'Resize' },
  { name: 'and not by its version', issuedTo: `${lambda}:Resize:$LATEST`, want: 'Resize' },
  { name: 'in every partition', issuedTo: 'arn:aws-cn:lambda:cn-north-1:111122223333:function:Resize', want: 'Resize' },
  { name: 'those of a task by its session', issuedTo: 'arn:aws:ecs:eu-west-1:111122223333:task/c/b4c1', want: 'run-7' },
  { name: 'those of a machine too', issuedTo: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', want: 'run-7' },
  { name: 'what is no ARN says nothing', issuedTo: 'Resize', want: 'run-7' },
])('$name', ({ issuedTo, want }) => expect(identityOf({ ...session, issuedTo })).toMatchObject({ session: want, role: session.issuerArn }))
