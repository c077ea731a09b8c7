const { CognitoIdentityProvider } = require('@aws-sdk/client-cognito-identity-provider')
const cognito = new CognitoIdentityProvider({})
exports.handler = async (event) => cognito.adminListGroupsForUser({ UserPoolId: process.env.POOL, Username: event.userName })
