const { ApiGatewayManagementApiClient, PostToConnectionCommand, DeleteConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi')
const client = new ApiGatewayManagementApiClient({ endpoint: process.env.ENDPOINT })
exports.handler = async (event) => {
  await client.send(new PostToConnectionCommand({ ConnectionId: event.requestContext.connectionId, Data: 'x' }))
  await client.send(new DeleteConnectionCommand({ ConnectionId: event.requestContext.connectionId }))
}
