/** Programs that keep a zone by a file of their own, and undo what is not in it. */
const PROGRAMS: readonly (readonly [name: string, spelt: RegExp])[] = [
  ["Terraform", /\bterraform\b/i],
  ["OpenTofu", /\b(?:open)?tofu\b/i],
  ["Pulumi", /\bpulumi\b/i],
  ["octoDNS", /\bocto-?dns\b/i],
  ["DNSControl", /\bdns-?control\b/i],
  ["external-dns", /\bexternal-?dns\b/i],
  ["Ansible", /\bansible\b/i],
  ["Crossplane", /\bcrossplane\b/i],
];

/** The program that a note beside a record names as its keeper; undefined: it names none. */
export function keeperIn(note: string): string | undefined {
  return PROGRAMS.find(([, spelt]) => spelt.test(note))?.[0];
}
