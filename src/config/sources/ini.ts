// The files of Tencent's and of AWS's own tools.

/** Sections of `key = value` lines; `;` and `#` begin comments. An empty value counts as absent, and quotes around one. */
export function parseIni(text: string, valueOf = unquoted): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    const header = /^\[(.+)\]$/.exec(line);
    if (header !== null) sections.set((header[1] ?? "").trim(), (section = new Map<string, string>()));
    const pair = /^([^=;#[]+?)\s*=\s*(.+)$/.exec(line);
    if (pair !== null) section.set((pair[1] ?? "").toLowerCase(), valueOf(pair[2] ?? ""));
  }
  return sections;
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, "$2");
}
