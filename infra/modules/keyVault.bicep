// The vault. infra/hooks/first-secrets.sh puts the first secrets in; no template carries them.
param name string
param location string
param tags { *: string }

@secure()
param gatewayApiKey string

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    // Without its key ring, every stored token is lost: nobody may purge it for 90 days, not even its owner.
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    // Flex Consumption can't resolve references into a vault that is closed to the public network; roles guard it.
    publicNetworkAccess: 'Enabled'
  }
}

resource wahaApiKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(gatewayApiKey)) {
  parent: vault
  name: 'waha-api-key'
  properties: { value: gatewayApiKey }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
