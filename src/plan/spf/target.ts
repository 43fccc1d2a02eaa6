/**
 * Why a text can be no domain name, and what was probably meant; undefined: it can be one. To receivers such a target
 * is a permerror, or a name that nobody has (RFC 7208 section 4.8 leaves it open).
 */
export function faultOfTarget(name: string): string | undefined {
  return FAULTS.find(([isSo]) => isSo(name))?.[1](name);
}

type Fault = readonly [isSo: (name: string) => boolean, because: (name: string) => string];

const FAULTS: readonly Fault[] = [
  [(name) => /^[a-z]+:\/\//i.test(name), () => "it is a URL; write only the name that is in it"],
  [(name) => name.includes("@"), () => 'it is a mail address; write only what stands behind "@"'],
  [(name) => /[,;]/.test(name), () => "it is a list; write a term of its own for each name"],
  [(name) => STRANGE.test(name), (name) => `"${STRANGE.exec(name)?.[0] ?? ""}" can't stand in a name`],
  [(name) => labelsIn(name).includes(""), () => "it has an empty label (two dots, or a dot in front)"],
  [
    (name) => labelsIn(name).some((label) => label.length > LONGEST_LABEL),
    () => `it has a label of more than ${LONGEST_LABEL} characters`,
  ],
  [(name) => withoutDot(name).length > LONGEST_NAME, () => `it has more than ${LONGEST_NAME} characters`],
];

const STRANGE = /[\s:/\\"'`<>()[\]{}|?^]/;
/** RFC 1035 section 2.3.4. */
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

function labelsIn(name: string): readonly string[] {
  return withoutDot(name).split(".");
}

function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
