// Loaded first: notes every variable of the process that somebody asks for and every file that is looked at, and
// tells them at the end on stderr.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [variables, files] = [new Set(), new Set()];
process.env = new Proxy(process.env, {
  get(env, name) {
    if (typeof name === "string") variables.add(name);
    return env[name];
  },
});
for (const name of ["existsSync", "readFileSync", "readFile"]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    files.add(String(path));
    return original(path, ...rest);
  };
}
const readFile = fs.promises.readFile;
fs.promises.readFile = (path, ...rest) => {
  // oxlint-disable-next-line typescript/no-base-to-string -- a file that is open already has no name to note
  files.add(String(path));
  return readFile(path, ...rest);
};
syncBuiltinESMExports();
process.on("exit", () => {
  process.stderr.write(`asked for: ${[...variables].join(" ")}\nlooked at: ${[...files].join(" ")}\n`);
});
