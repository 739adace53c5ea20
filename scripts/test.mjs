// Runs every test that this machine's package registries allow, and sums up in one line.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** True when the Azure host's packages can be had here. */
function hasAzureHostPackages() {
  const restore = spawnSync('dotnet', ['restore', 'WhatSnap.Functions.Tests', '-p:AzureHost=true'], { cwd: root });
  return restore.status === 0;
}

/** Runs a command and shows its output, which is also the answer. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    let text = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      text += chunk;
    });
    child.on('close', (code) => resolve({ code, text }));
  });
}

/** Counts of several runs as one; each match names its groups after the counts. */
function sum(matches) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { groups } of matches) for (const name of Object.keys(counts)) counts[name] += Number(groups[name]);
  return counts;
}

/** The tests that failed, each with its message: at the end of a long output nobody has to look for them. */
const failuresOf = (text) => [...text.matchAll(/^ {2}Failed \S.*\n(?:(?! {2}(?:Failed|Passed|Skipped) |(?:Failed|Passed)!).*\n){0,25}/gm)].map(([one]) => one.trimEnd());

/** A test that hangs is named and fails; none takes half of that. */
const namesWhatHangs = ['--blame-hang-timeout', '5min', '--blame-hang-dump-type', 'none'];

/** Runs dotnet test and counts its results. */
async function runBackendTests(azureHost) {
  const args = ['test', 'WhatSnap.sln', '-c', 'Release', `-p:AzureHost=${azureHost}`, ...namesWhatHangs];
  const { code, text } = await run('dotnet', args, { DOTNET_CLI_UI_LANGUAGE: 'en' });
  return { code, counts: countsOf(text), failures: failuresOf(text) };
}

/** Counts the results of dotnet test. */
const countsOf = (text) => sum(text.matchAll(/Failed:\s+(?<failed>\d+), Passed:\s+(?<passed>\d+), Skipped:\s+(?<skipped>\d+)/g));

/** Runs the gateway's tests, with packages where they are missing, and counts their results. */
async function runGatewayTests() {
  for (const folder of ['.', 'gateway']) {
    if (!existsSync(`${root}${folder}/node_modules`)) await run('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-fund', '--no-audit', '--silent']);
  }
  const { code, text } = await run(process.execPath, ['gateway/test/run.mjs']);
  const failures = [...text.matchAll(/^✖ failing tests:\n[\s\S]*/gm)].map(([one]) => one.trimEnd());
  return { code, failures, counts: sum(text.matchAll(/pass (?<passed>\d+)\n\S+ fail (?<failed>\d+)\n\S+ cancelled \d+\n\S+ skipped (?<skipped>\d+)\n/g)) };
}

/** True when this machine has a browser that the dashboard's tests can drive; they bring none along. */
function hasBrowser() {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome',
    '/Applications/Google Chrome.app', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];
  return process.env.CHROMIUM !== undefined || places.some(existsSync);
}

/** Runs the dashboard's tests in a browser, after the others: they measure times. */
async function runBrowserTests(azureHost) {
  const args = ['test', 'WhatSnap.Dashboard.Tests', '-c', 'Release', `-p:AzureHost=${azureHost}`, '-p:BrowserTests=true', ...namesWhatHangs];
  const { code, text } = await run('dotnet', args, { DOTNET_CLI_UI_LANGUAGE: 'en' });
  return { code, counts: countsOf(text), failures: failuresOf(text) };
}

console.log('Looking for the Azure Functions packages …');
const azureHost = hasAzureHostPackages();
if (!azureHost) {
  console.log('*** THE AZURE HOST AND ITS TESTS ARE NOT RUN: this registry lacks the Azure Functions packages. ***');
}

const runs = [await runBackendTests(azureHost), await runGatewayTests()];
if (hasBrowser()) runs.push(await runBrowserTests(azureHost));
else console.log('*** THE DASHBOARD IS NOT TESTED IN A BROWSER: neither Chromium nor Chrome was found here. CHROMIUM names one. ***');
for (const { code, counts } of runs) {
  if (counts.failed > 0 || (code === 0 && counts.passed > 0)) continue;
  console.log(`*** TESTS WERE NOT RUN TO THEIR END (exit code ${code}): a test that hung, or what broke them, is named above. ***`);
  counts.failed = 1;
}

for (const failure of runs.flatMap(({ failures }) => failures)) console.log(failure);
const total = (name) => runs.reduce((count, { counts }) => count + counts[name], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exit(total('failed') > 0 ? 1 : 0);
