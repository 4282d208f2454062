/**
 * A map of fields to sentences as Python shows a dict: `{'website': ['Enter a valid URL.']}`. Scripts written for
 * django-ca look for this text.
 */
export function pythonDict(map: Readonly<Record<string, readonly string[]>>): string {
  const entries = Object.entries(map).map(
    ([field, messages]) => `${pythonString(field)}: [${messages.map(pythonString).join(', ')}]`,
  );
  return `{${entries.join(', ')}}`;
}

function pythonString(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\');
  if (!text.includes("'")) return `'${escaped}'`;
  return text.includes('"') ? `'${escaped.replaceAll("'", String.raw`\'`)}'` : `"${escaped}"`;
}
