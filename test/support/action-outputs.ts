/**
 * As the runner reads GITHUB_OUTPUT (FileCommandManager of actions/runner): line by line, each block up to
 * its own delimiter.
 */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name === undefined || delimiter === undefined) throw new Error(`not a block: ${line}`);
    const end = lines.indexOf(delimiter, at + 1);
    if (end === -1) throw new Error(`no end of ${name}`);
    outputs[name] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return outputs;
}
