// The place of the WhatsApp gateway. The gateway itself comes in a later version of WhatSnap; what is here is where it will
// run, what it may touch and how the app reaches it. Its variables and its port are settled with it.
param token string
param location string
param tags { *: string }
param image string
param networkId string
param subnetId string
param workspaceId string
param storageSku string

@description('The port on which a WAHA-like gateway listens.')
param port int = 3000

var dataRoles = [
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-gateway-${token}'
  location: location
  tags: tags
}

// An account of its own: what talks to WhatsApp sees neither the messages nor the sealed tokens of the app.
module storage 'storage.bicep' = {
  params: {
    name: 'whatsnapgw${token}'
    location: location
    tags: tags
    sku: storageSku
    containers: []
  }
}

module storageRoles 'dataRoles.bicep' = {
  params: {
    storageName: storage.outputs.name
    principalId: identity.properties.principalId
    roles: dataRoles
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'cae-whatsnap-${token}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: true
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

module dns 'privateDns.bicep' = {
  params: {
    domain: environment.properties.defaultDomain
    address: environment.properties.staticIp
    networkId: networkId
    tags: tags
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: 'ca-gateway'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        // Outside the environment means inside the private network here: the environment has no public address.
        external: true
        allowInsecure: false
        targetPort: port
      }
    }
    template: {
      containers: [
        {
          name: 'gateway'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            {
              name: 'AZURE_CLIENT_ID'
              value: identity.properties.clientId
            }
            {
              name: 'STORAGE_ACCOUNT_NAME'
              value: storage.outputs.name
            }
          ]
        }
      ]
      // One process holds a WhatsApp session; a second one would throw it out.
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
  dependsOn: [storageRoles]
}

output address string = 'https://${app.properties.configuration.ingress.fqdn}'
