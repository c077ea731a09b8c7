/** A running local AWS for tests, and roles made, assumed and used as a real client would. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { startLocalAws } from '../start.js'
import type { LocalAws, LocalAwsOptions } from '../types.js'

export interface ClientSettings {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
}

export interface Running {
  readonly aws: LocalAws
  readonly account: string
  /** Of the administrator of an account; 0 is the first. */
  readonly admin: (account?: number) => ClientSettings
  /** Makes a role with one inline policy, assumes it, and gives the settings of its clients. */
  readonly roleWith: (statements: readonly unknown[], more?: RoleOptions) => Promise<ClientSettings & { readonly roleArn: string }>
}

export interface RoleOptions {
  readonly boundaryArn?: string
  readonly sessionPolicy?: readonly unknown[]
  readonly account?: number
  readonly tags?: Readonly<Record<string, string>>
}

export const policy = (statements: readonly unknown[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })

export async function running(options: LocalAwsOptions = {}): Promise<Running> {
  const started = await startLocalAws(options)
  if (!started.ok) throw new Error(started.error.message)
  const aws = started.value
  const admin = (index = 0): ClientSettings => {
    const it = aws.accounts[index]
    if (it === undefined) throw new Error(`there is no account ${index}`)
    const { accessKeyId, secretAccessKey } = it.credentials
    return { endpoint: aws.endpoint, region: aws.region, credentials: { accessKeyId, secretAccessKey } }
  }
  let made = 0
  return {
    aws,
    account: aws.accounts[0]?.id ?? '',
    admin,
    roleWith: async (statements, { boundaryArn, sessionPolicy, account = 0, tags } = {}) => {
      const settings = admin(account)
      const id = aws.accounts[account]?.id
      const iam = new IAMClient(settings)
      const RoleName = `role-${made++}`
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: policy([{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${id}:root` }, Action: 'sts:AssumeRole' }]),
          ...(boundaryArn === undefined ? {} : { PermissionsBoundary: boundaryArn }),
          ...(tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
        }),
      )
      if (statements.length > 0) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy(statements) }))
      const { Credentials } = await new STSClient(settings).send(
        new AssumeRoleCommand({
          RoleArn: Role?.Arn,
          RoleSessionName: 'test',
          ...(sessionPolicy === undefined ? {} : { Policy: policy(sessionPolicy) }),
        }),
      )
      return {
        endpoint: aws.endpoint,
        region: aws.region,
        roleArn: Role?.Arn ?? '',
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? '',
          secretAccessKey: Credentials?.SecretAccessKey ?? '',
          sessionToken: Credentials?.SessionToken ?? '',
        },
      }
    },
  }
}
