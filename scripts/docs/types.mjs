import { posix } from "node:path";
import { sourceOf } from "./source.mjs";

/**
 * Exported types as they stand in the source, and each type of ours that one of them names, in the order in which
 * they are met: a shape that is shown is shown whole. Those in `told` are left out, since words tell of them.
 */
export async function typesFrom(path, roots, told) {
  const met = new Map(roots.map((name) => [name, path]));
  const declarations = [];
  for (const [name, file] of met) {
    const source = await sourceOf(file);
    const declaration = declarationOf(source, name, file);
    declarations.push(declaration);
    const homes = homesOf(source, file);
    for (const other of namesIn(declaration)) {
      const home = homes.get(other);
      if (home !== undefined && !met.has(other) && !told.includes(other)) met.set(other, home);
    }
  }
  return declarations;
}

/** oxfmt ends each at the first line that does not go on. */
function declarationOf(source, name, file) {
  const found = new RegExp(
    `^export (?:interface ${name}(?: extends [^{]+?)? \\{[\\s\\S]*?^\\}|type ${name} =[\\s\\S]*?;$(?!\\n {2,}))`,
    "m",
  ).exec(source);
  if (found === null) throw new Error(`no exported type ${name} in ${file}`);
  return found[0].replace("export ", "");
}

/** In which file each type stands that a file imports or declares itself. TypeScript's own are in none. */
function homesOf(source, file) {
  const imported = [...source.matchAll(/^import (?:type )?\{([^}]+)\} from "(\.[^"]+)"/gm)].flatMap(
    ([, names, from]) =>
      names
        .split(",")
        .map((name) => [name.trim().replace(/^type /, ""), posix.join(posix.dirname(file), from)]),
  );
  const own = [...source.matchAll(/^(?:export )?(?:interface|type) (\w+)/gm)].map(([, name]) => [name, file]);
  return new Map([...imported, ...own]);
}

/** Words with a capital, outside of comments and texts. */
function namesIn(declaration) {
  const code = declaration.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|"[^"]*"/gm, "");
  return code.match(/\b[A-Z]\w*/g) ?? [];
}
