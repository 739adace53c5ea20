// Starts Azurite detached, in a process group of its own, so that it outlives a killed host. Prints its process id.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [folder, script, ...args] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const first = ['smallBatches.cjs', 'keyedReads.cjs', 'rareSaves.cjs'].flatMap((name) => ['--require', fileURLToPath(new URL(name, import.meta.url))]);
const log = openSync(`${folder}/azurite.log`, 'a');
const child = spawn(process.execPath, [...first, script, ...args], { detached: true, windowsHide: true, stdio: ['ignore', log, log] });
child.unref();
console.log(child.pid);
