/** Text as it stands in a template, without the indentation of the code around it: that of its first line. */
export function outdent(template: string): string {
  const text = template.replace(/^\n/, "").trimEnd();
  const indent = /^ */.exec(text)?.[0] ?? "";
  return `${text.replaceAll(new RegExp(`^${indent}`, "gm"), "")}\n`;
}
