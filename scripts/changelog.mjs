// `node scripts/changelog.mjs` looks at the form of CHANGELOG.md (Keep a Changelog 1.1.0); with a version it prints what
// the release says: the entry's text. Fails with one line for each fault.
import { readFile } from "node:fs/promises";

const SECTIONS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
const HEADING = /^## \[(?:(Unreleased)\](?:: \d+\.\d+\.\d+)?|(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2}))$/;

const [version, file = "CHANGELOG.md"] = process.argv.slice(2);
const text = await readFile(file, "utf8");
const entries = entriesOf(text);
const faults = [...faultsOf(entries), ...faultsOfOrder(entries)];
if (!text.startsWith("# Changelog\n")) faults.unshift("it does not begin with `# Changelog`");
const wanted = version ? entries.find((entry) => entry.version === version) : undefined;
if (version && wanted === undefined) faults.push(`there is no \`## [${version}] - YYYY-MM-DD\``);
if (wanted?.lines.every((line) => !line.startsWith("- "))) faults.push(`${version} says nothing`);

if (faults.length > 0) {
  for (const fault of faults) console.error(`${file}: ${fault}`);
  process.exitCode = 1;
} else if (wanted !== undefined) console.log(wanted.lines.join("\n").trim());

function entriesOf(source) {
  const found = [];
  for (const [index, line] of source.split("\n").entries()) {
    if (line.startsWith("## ")) {
      const [heading, unreleased, number, date] = HEADING.exec(line) ?? [];
      found.push({ line: index + 1, heading, version: unreleased ?? number, date, lines: [] });
    } else found.at(-1)?.lines.push(line);
  }
  return found;
}

function faultsOf(all) {
  return all.flatMap(({ line, heading, date, lines }) => {
    if (heading === undefined) return [`line ${line} is neither [Unreleased] nor [1.2.3] - YYYY-MM-DD`];
    const isNoDay = date !== undefined && Number.isNaN(Date.parse(date));
    return [...(isNoDay ? [`line ${line}: ${date} is no day`] : []), ...faultsOfSections(line, lines)];
  });
}

function faultsOfSections(first, lines) {
  const met = [];
  return lines.flatMap((line, index) => {
    const at = `line ${first + index + 1}`;
    const [, section] = /^### (.*)$/.exec(line) ?? [];
    if (section !== undefined) {
      const isWrong = !SECTIONS.includes(section) || met.includes(section);
      met.push(section);
      return isWrong ? [`${at}: "${section}" is not one of ${SECTIONS.join(", ")}, each once`] : [];
    }
    if (line === "") return [];
    if (met.length === 0) return [`${at} stands in no section`];
    return /^- .*\.$/.test(line) ? [] : [`${at} is no item of one line that ends with a dot`];
  });
}

/** What is not released first, then the newest. */
function faultsOfOrder(all) {
  const versions = all.map((entry) => entry.version).filter(Boolean);
  const sorted = versions.toSorted((a, b) => rank(b).localeCompare(rank(a)));
  return versions.every((one, index) => one === sorted[index] && versions.indexOf(one) === index)
    ? []
    : [`the versions are not in order, newest first: ${versions.join(", ")}`];
}

function rank(number) {
  return (number === "Unreleased" ? "999999" : number)
    .split(".")
    .map((part) => part.padStart(6, "0"))
    .join(".");
}
