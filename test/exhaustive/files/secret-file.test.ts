import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readSecretText } from "../../../src/files/secret-file.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

it("a secret may come by a pipe, which a shell's <(…) makes, whatever its mode", async () => {
  const path = join(scratchFolder(), "pipe");
  execFileSync("mkfifo", [path]);
  chmodSync(path, 0o666);
  const writer = spawn("sh", ["-c", 'printf piped > "$1"', "sh", path], { stdio: "ignore" });
  expect(readSecretText(path)).toEqual({ text: "piped" });
  await once(writer, "close");
});
