// Runs every test that this machine's package registries allow, and sums up in one line.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** True when the Azure host's packages can be had here. */
function hasAzureHostPackages() {
  const restore = spawnSync('dotnet', ['restore', 'WhatSnap.Functions.Tests', '-p:AzureHost=true'], { cwd: root });
  return restore.status === 0;
}

/** Runs dotnet test, shows its output and counts its results. */
function runTests(azureHost) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const args = ['test', 'WhatSnap.sln', '-c', 'Release', `-p:AzureHost=${azureHost}`];
  return new Promise((resolve) => {
    const run = spawn('dotnet', args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, DOTNET_CLI_UI_LANGUAGE: 'en' },
    });
    let text = '';
    run.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      text += chunk;
    });
    run.on('close', (code) => {
      for (const [, failed, passed, skipped] of text.matchAll(/Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+)/g)) {
        counts.failed += Number(failed);
        counts.passed += Number(passed);
        counts.skipped += Number(skipped);
      }
      resolve({ code, counts });
    });
  });
}

console.log('Looking for the Azure Functions packages …');
const azureHost = hasAzureHostPackages();
if (!azureHost) {
  console.log('*** THE AZURE HOST AND ITS TESTS ARE NOT RUN: this registry lacks the Azure Functions packages. ***');
}

const { code, counts } = await runTests(azureHost);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(code !== 0 || counts.passed === 0 ? 1 : 0);
