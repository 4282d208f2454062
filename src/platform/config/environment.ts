/** The variables of a process: `process.env` or a part of it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const withoutVariable = new Set(['profiles', 'mail', 'keys']);
const lists = new Set(['default_name_order', 'trusted_proxies', 'resolvers', 'notice_days']);
const numbers = new Set(['port', 'min_key_size']);
const maps = new Set(['publish']);
const flags = new Set(['rest_api']);
const yes = new Set(['1', 'true', 'yes', 'on']);
const no = new Set(['0', 'false', 'no', 'off']);

/** Name of the variable of a setting; undefined for what only a file can say. */
export function variableOf(setting: string): string | undefined {
  return withoutVariable.has(setting) ? undefined : `CERTWRIGHT_${setting.toUpperCase()}`;
}

/**
 * The values of those of `settings` whose variable is set and not empty, in the types of the file: numbers and
 * booleans (1, true, yes, on and their opposites) where it has them, lists parted by commas, maps in JSON. A text that
 * does not convert stays a text, which the checks then refuse in the same words as in a file.
 */
export function readEnvironment(
  env: Environment,
  settings: Iterable<string>,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const setting of settings) {
    const variable = variableOf(setting);
    const text = variable === undefined ? undefined : env[variable];
    if (text) values.set(setting, convert(setting, text));
  }
  return values;
}

function convert(setting: string, text: string): unknown {
  if (lists.has(setting)) return text.split(',').map((item) => toItem(setting, item.trim()));
  if (numbers.has(setting) && /^\d{1,9}$/.test(text)) return Number(text);
  if (maps.has(setting)) return findJson(text) ?? text;
  if (flags.has(setting) && yes.has(text.toLowerCase())) return true;
  if (flags.has(setting) && no.has(text.toLowerCase())) return false;
  return setting === 'log_level' ? text.toLowerCase() : text;
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toItem(setting: string, item: string): unknown {
  return setting === 'notice_days' && /^\d{1,9}$/.test(item) ? Number(item) : item;
}
