const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy')
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda')
exports.handler = async (event) => {
  await new LambdaClient({}).send(new InvokeCommand({ FunctionName: process.env.TARGET }))
  await new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand({ deploymentId: event.DeploymentId, lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId, status: 'Succeeded' }))
}
