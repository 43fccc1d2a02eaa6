import {
  chmodSync,
  closeSync,
  existsSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPrivate } from "../../src/files/private-file.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const HOWS = ["append", "overwrite"] as const;

function open(path: string, how: (typeof HOWS)[number]): void {
  const descriptor = openPrivate({ path, kind: "report", option: "--report" }, how);
  writeSync(descriptor, "new");
  closeSync(descriptor);
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe.each(HOWS)("a private file that is opened to %s", (how) => {
  it("is for its owner's eyes only, also where one that others could read was there", () => {
    const folder = scratchFolder();
    const [fresh, former] = [join(folder, "fresh"), join(folder, "former")];
    writeFileSync(former, "old");
    chmodSync(former, 0o666);
    open(fresh, how);
    open(former, how);
    expect([modeOf(fresh), modeOf(former)]).toEqual([0o600, 0o600]);
    expect(readFileSync(former, "utf8")).toBe(how === "append" ? "oldnew" : "new");
  });

  it.each([0o640, 0o620, 0o604, 0o602])("is for them alone where one of the mode %o was there", (mode) => {
    const path = join(scratchFolder(), "former");
    writeFileSync(path, "old");
    chmodSync(path, mode);
    open(path, how);
    expect(modeOf(path)).toBe(0o600);
  });

  it("is not reached through a link, wherever that leads", () => {
    const folder = scratchFolder();
    const [target, missing] = [join(folder, "authorized_keys"), join(folder, "missing")];
    writeFileSync(target, "mine");
    symlinkSync(target, join(folder, "to-target"));
    symlinkSync(missing, join(folder, "to-nothing"));
    for (const name of ["to-target", "to-nothing"])
      expect(() => open(join(folder, name), how)).toThrow(
        expect.objectContaining({
          code: "CONFIG_INVALID",
          facts: { path: join(folder, name), why: "ELOOP" },
        }),
      );
    expect(readFileSync(target, "utf8")).toBe("mine");
    expect(existsSync(missing)).toBe(false);
  });

  it("is no folder and no socket", async () => {
    const folder = scratchFolder();
    const server = createServer().listen(join(folder, "socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      for (const [name, why] of [
        ["socket", "ENXIO"],
        [".", "EISDIR"],
      ] as const)
        expect(() => open(join(folder, name), how)).toThrow(
          expect.objectContaining({ code: "CONFIG_INVALID", facts: { path: join(folder, name), why } }),
        );
    } finally {
      server.close();
    }
  });

  it.runIf(process.platform === "linux")("may be a device of the system, whose mode stays", () => {
    const before = modeOf("/dev/null");
    open("/dev/null", how);
    expect(modeOf("/dev/null")).toBe(before);
  });
});
