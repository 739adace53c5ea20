// The WhatsApp gateway (gateway/): where it runs, what it may touch and how the app reaches it.
param token string
param location string
param tags { *: string }
param image string
param networkId string
param subnetId string
param workspaceId string
param storageSku string
param vaultName string
param operatorKeyName string
param keyRingName string

var name = 'ca-gateway'
var port = 3000
var address = 'https://${name}.${environment.properties.defaultDomain}'
var dataRoles = [
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
]

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
var secretNames = [operatorKeyName, keyRingName]

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

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource secrets 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = [
  for secret in secretNames: {
    parent: vault
    name: secret
  }
]

// These two alone: the vault also holds what opens the app's tokens.
resource onSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (secret, i) in secretNames: {
    scope: secrets[i]
    name: guid(vault.id, secret, identity.id, secretsUser)
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    }
  }
]

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
  name: name
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
      secrets: [
        for secret in secretNames: {
          name: secret
          keyVaultUrl: '${vault.properties.vaultUri}secrets/${secret}'
          identity: identity.id
        }
      ]
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
              name: 'GATEWAY_PORT'
              value: string(port)
            }
            {
              name: 'GATEWAY_URL'
              value: address
            }
            {
              name: 'GATEWAY_OPERATOR_KEY'
              secretRef: operatorKeyName
            }
            {
              name: 'GATEWAY_SECRET_KEYS'
              secretRef: keyRingName
            }
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
  dependsOn: [storageRoles, onSecrets]
}

output address string = address
