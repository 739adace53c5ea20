#!/bin/sh
# Puts the secrets that the host can't start without into the vault: once, never over what is there, never shown.
# azd runs it after the resources are made, and, for a new key of the ring, before they are changed, with the outputs of
# main.bicep in the environment. Needs the Azure CLI, signed in.
set -eu

gateway=${WHATSNAP_GATEWAY_MODE:-none}
if [ -z "${AZURE_KEY_VAULT_NAME:-}" ] && [ "$gateway" = containerApp ]; then
  echo "The gateway starts with secrets of the vault, which is not there yet: run 'azd env set WHATSNAP_GATEWAY_MODE none' and" >&2
  echo "'azd provision', then 'azd env set WHATSNAP_GATEWAY_MODE containerApp' and 'azd provision'." >&2
  exit 1
fi
if [ -z "${AZURE_KEY_VAULT_NAME:-}" ]; then
  echo "There is no vault yet; its secrets are made after it."
  exit 0
fi
vault=$AZURE_KEY_VAULT_NAME
site=$SERVICE_API_RESOURCE_ID
umask 077
file=$(mktemp)
errors=$(mktemp)
trap 'rm -f "$file" "$errors"' EXIT

if ! az account show --output none 2> "$errors"; then
  cat "$errors" >&2
  echo "Install the Azure CLI (az), sign in with 'az login' and run 'azd provision' again." >&2
  exit 1
fi

# A role that was given a moment ago takes up to some minutes to work. A list that fails is not an empty list.
attempt=1
until names=$(az keyvault secret list --vault-name "$vault" --query "[].name" --output tsv 2> "$errors"); do
  if [ "$attempt" -ge "${WHATSNAP_VAULT_ATTEMPTS:-20}" ]; then
    cat "$errors" >&2
    echo "The vault $vault can't be read. Sign in with 'az login' as the one who runs azd, and run 'azd provision' again." >&2
    exit 1
  fi
  echo "Waiting for access to the vault $vault ..."
  attempt=$((attempt + 1))
  sleep 15
done

# $1 name, $2 what stands before the 32 random bytes. The value goes through a file, not through a command line.
put_once() {
  if printf '%s\n' "$names" | grep -qx "$1"; then
    echo "$1 is in the vault already."
    return
  fi
  printf '%s%s' "$2" "$(head -c 32 /dev/urandom | base64)" > "$file"
  az keyvault secret set --vault-name "$vault" --name "$1" --file "$file" --encoding utf-8 --output none
  echo "$1 was made and put into the vault."
}

# First: until the real one of the marketplace app is put in its place, a secret that nobody knows.
put_once gohighlevel-shared-secret ""
for id in $(printf '%s' "${WHATSNAP_KEY_RING:-k1}" | tr ',' ' '); do
  put_once "secrets-key-$id" "$id:"
done
if [ "$gateway" != none ]; then
  put_once whatsapp-webhook-key ""
fi
if [ "$gateway" = containerApp ]; then
  put_once whatsapp-operator-key ""
  put_once gateway-secret-keys "g1:"
fi

# An app that looked for a secret before it was there looks again only after a day, unless it is asked to.
az rest --method post --output none \
  --url "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01"
