/**
 * What a service needs that puts network interfaces of its own into the app's network.
 * Source: Data Firehose Developer Guide, "Controlling access with Amazon Data Firehose"; AWS IoT Core Developer Guide, "Virtual private
 * cloud (VPC) destinations".
 */
export const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcs',
]
