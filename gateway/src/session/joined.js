/**
 * One run of a piece of work for each key: who asks for it meanwhile gets the same.
 * @template T
 * @param {Map<string, Promise<T>>} running what is under way, by key  @param {string} key  @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function joined(running, key, work) {
  const known = running.get(key);
  if (known) return known;
  const run = work().finally(() => running.delete(key));
  running.set(key, run);
  return run;
}
