import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'

const parameters = new SSMClient({})

export const main = async () => {
  const key = await parameters.send(new GetParameterCommand({ Name: process.env.KEY_NAME, WithDecryption: true }))
  return { principalId: key.Parameter?.Value === undefined ? 'nobody' : 'guest' }
}
