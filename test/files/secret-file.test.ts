import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { METAS } from "../../providers/registry.ts";
import { readSecretText } from "../../src/files/secret-file.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

function secretOf(mode: number, name = "secret", text = "hunter2hunter2\n"): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("a file that holds a secret", () => {
  it.each([0o400, 0o600, 0o444, 0o644, 0o640])("is read with the mode %o", (mode) => {
    expect(readSecretText(secretOf(mode))).toEqual({ text: "hunter2hunter2\n" });
  });

  it.each([0o666, 0o602, 0o777, 0o646])("is refused with the mode %o: anybody may write to it", (mode) => {
    const read = readSecretText(secretOf(mode));
    expect("fault" in read && read.fault).toContain(`mode 0${mode.toString(8)}`);
  });

  it("is read where its owner's own group may write, and no other", () => {
    const paths = [secretOf(0o664), secretOf(0o664)];
    // Nobody else may give a file away; there the two have the group that this machine gives them.
    if (process.getuid?.() === 0)
      for (const [index, path] of paths.entries()) chownSync(path, 1234, 1234 + index);
    for (const path of paths) {
      const { uid, gid } = statSync(path);
      const refused = { fault: expect.stringContaining("mode 0664") as unknown };
      expect(readSecretText(path)).toEqual(uid === gid ? { text: "hunter2hunter2\n" } : refused);
    }
  });

  it("is judged by itself and not by the link to it, as Kubernetes mounts it", () => {
    const [good, bad] = [secretOf(0o644), secretOf(0o666)];
    const links = scratchFolder();
    symlinkSync(good, join(links, "good"));
    symlinkSync(bad, join(links, "bad"));
    expect(readSecretText(join(links, "good"))).toHaveProperty("text");
    expect(readSecretText(join(links, "bad"))).toHaveProperty("fault");
  });
});

describe("a config", () => {
  const sources = { flags: {}, cwd: "/nonexistent", home: undefined, metas: METAS, ignoreFile: true };

  it("takes no secret from a file that a variable names and anybody may write to", async () => {
    const env = { CLOUDFLARE_API_TOKEN_FILE: secretOf(0o666) };
    await expect(loadConfig({ ...sources, env })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { problems: [expect.objectContaining({ variable: "CLOUDFLARE_API_TOKEN" })] },
    });
  });

  it("takes no keys from a profile file that anybody may write to", async () => {
    const home = scratchFolder();
    mkdirSync(join(home, ".tencentcloud"));
    const file = join(home, ".tencentcloud", "credentials");
    writeFileSync(file, "[default]\nsecret_id = AKIDx\nsecret_key = y\n");
    chmodSync(file, 0o666);
    await expect(loadConfig({ ...sources, home, env: {} })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { problems: [expect.objectContaining({ file })] },
    });
  });
});
