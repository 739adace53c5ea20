// Two small validators: of the shapes in contracts/waha, and of as much of JSON Schema as WAHA's OpenAPI document uses.

/** @param {any} value */
const typeOf = (value) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

/**
 * @param {any} value  @param {any} shape  @param {Record<string, any>} types  @param {string} [at]
 * @returns {string[]} what is wrong, with its place
 */
export function shapeErrors(value, shape, types, at = '$') {
  if (typeof shape === 'string') {
    if (shape.startsWith('@')) return shapeErrors(value, types[shape.slice(1)], types, at);
    return typeOf(value) === shape ? [] : [`${at} is ${typeOf(value)}, not ${shape}`];
  }
  if (Array.isArray(shape))
    return typeOf(value) === 'array'
      ? value.flatMap((/** @type {any} */ one, /** @type {number} */ index) =>
          shapeErrors(one, shape[0], types, `${at}[${index}]`),
        )
      : [`${at} is no array`];
  if (shape.enum) return shape.enum.includes(value) ? [] : [`${at} is ${value}`];
  if (typeOf(value) !== 'object') return [`${at} is ${typeOf(value)}, not object`];
  return Object.entries(shape).flatMap(([name, inner]) => {
    const key = name.replace('?', '');
    if (value[key] === undefined) return name.endsWith('?') ? [] : [`${at}.${key} is missing`];
    return shapeErrors(value[key], inner, types, `${at}.${key}`);
  });
}

/** The document calls the type of a voice note an object and gives a string for its default: the default is what WAHA takes. @param {any} schema */
const wantedType = (schema) =>
  schema.type === 'object' && schema.default !== undefined ? typeOf(schema.default) : schema.type;

/**
 * @param {any} value  @param {any} schema  @param {any} document  @param {string} [at]
 * @returns {string[]}
 */
export function schemaErrors(value, schema, document, at = '$') {
  if (schema.$ref) return schemaErrors(value, document.components.schemas[schema.$ref.split('/').at(-1)], document, at);
  if (schema.allOf) return schema.allOf.flatMap((/** @type {any} */ one) => schemaErrors(value, one, document, at));
  if (schema.oneOf) {
    const all = schema.oneOf.map((/** @type {any} */ one) => schemaErrors(value, one, document, at));
    return all.some((/** @type {string[]} */ errors) => !errors.length) ? [] : all.flat();
  }
  if (value === null && schema.nullable) return [];
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at} is ${JSON.stringify(value)}`];
  const type = wantedType(schema);
  if (type && typeOf(value) !== type) return [`${at} is ${typeOf(value)}, not ${type}`];
  if (schema.type === 'array' && schema.items) {
    // The document calls a webhook's event names objects, though its examples are strings.
    if (schema.items.type === 'object' && !schema.items.properties) return [];
    return value.flatMap((/** @type {any} */ one, /** @type {number} */ index) =>
      schemaErrors(one, schema.items, document, `${at}[${index}]`),
    );
  }
  const missing = (Array.isArray(schema.required) ? schema.required : [])
    .filter((/** @type {string} */ name) => value[name] === undefined)
    .map((/** @type {string} */ name) => `${at}.${name} is missing`);
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
    value[name] === undefined ? [] : schemaErrors(value[name], one, document, `${at}.${name}`),
  );
  return [...missing, ...inner];
}
