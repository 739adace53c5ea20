// Makes openapi.json from WAHA's whole document: node contracts/waha/trim.mjs path/to/openapi.json
// What stays: the operations that the gateway offers, the events that the contract names, and the schemas they lead to.
import { readFileSync, writeFileSync } from 'node:fs';

const here = (/** @type {string} */ name) => new URL(name, import.meta.url);
const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const readme = readFileSync(here('../../gateway/README.md'), 'utf8');
const offered = [...readme.matchAll(/^\| `(GET|POST|PUT|DELETE) (\/\S+)` \|/gm)];
const { events } = JSON.parse(readFileSync(here('operations.json'), 'utf8'));

/** Words for people, which no check reads. */
const WORDS = new Set(['description', 'summary', 'example', 'examples', 'tags', 'security', 'title', 'operationId']);
/** Their keys are names, not words of the format. */
const NAMED = new Set(['properties', 'schemas', 'responses', 'content']);

/** @param {any} value  @param {boolean} [isNamed]  @returns {any} without words for people */
function bare(value, isNamed = false) {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => isNamed || !WORDS.has(key));
  return Object.fromEntries(kept.map(([key, one]) => [key, key === 'default' ? one : bare(one, !isNamed && NAMED.has(key))]));
}

/** @type {Record<string, any>} */
const paths = {};
for (const [, method, path] of offered) {
  const operation = whole.paths[path]?.[method.toLowerCase()];
  if (operation) paths[path] = { ...paths[path], [method.toLowerCase()]: bare(operation) };
}
const webhooks = Object.fromEntries(
  Object.keys(events).flatMap((name) => (whole.webhooks[name] ? [[name, bare(whole.webhooks[name])]] : [])),
);

/** @type {Record<string, any>} */
const schemas = {};
/** @param {any} value */
function follow(value) {
  for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (schemas[name]) continue;
    schemas[name] = bare(whole.components.schemas[name]);
    follow(schemas[name]);
  }
}
follow([paths, webhooks]);

const sorted = Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1)));
const { openapi, info } = whole;
const trimmed = { openapi, info: { title: info.title, version: info.version }, paths, webhooks, components: { schemas: sorted } };
writeFileSync(here('openapi.json'), `${JSON.stringify(trimmed, null, 1)}\n`);
