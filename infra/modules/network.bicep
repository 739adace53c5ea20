// The private network over which the app reaches the gateway app. Only there with gatewayMode containerApp.
param name string
param location string
param tags { *: string }

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.20.0.0/24'
          delegations: [
            {
              name: 'flex'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefix: '10.20.2.0/23'
          delegations: [
            {
              name: 'containerApps'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource gateway 'subnets' existing = {
    name: 'gateway'
  }
}

output id string = network.id
output appSubnetId string = network::app.id
output gatewaySubnetId string = network::gateway.id
