import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unquoteTxt } from "../../src/dns/presentation.ts";
import { exportText } from "../../src/report/export/export.ts";
import { DKIM, KEY, MX } from "../plan/support.ts";
import { HOSTILE, hostilePlan, planOf } from "../support/exported-plan.ts";
import { requireProgram } from "../support/servers/command.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { zoneText } from "../support/servers/zone-text.ts";

describeServers("exported lines of a zone file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "exported-zone-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What BIND reads out of them, one record a line: `owner ttl class type rdata`. */
  async function readByBind(lines: string): Promise<readonly string[]> {
    const file = join(folder, "zone");
    const zone = zoneText({
      name: "example.com",
      nameServers: [{ name: "ns1.example.net", address: "192.0.2.1" }],
      negativeTtl: 60,
      records: lines.split("\n"),
    });
    writeFileSync(file, zone);
    // -i none: where hosts of an MX lead to is not asked of anybody.
    const printed = await requireProgram("named-checkzone", ["-q", "-i", "none", "-D", "example.com", file]);
    return printed
      .split("\n")
      .filter((line) => /\s(?:TXT|MX)\s/.test(line))
      .map((line) => line.replace(/\s+/g, " "));
  }

  it("are what is created, whole, and nothing that is kept", async () => {
    const records = await readByBind(exportText([planOf({ standing: [], asks: [MX, DKIM] })], "bind"));
    expect(records).toContain("mail.example.com. 300 IN MX 10 mxbiz1.qq.com.");
    const key = records.find((line) => line.startsWith("qcloud._domainkey.mail.example.com. 300 IN TXT "));
    expect(unquoteTxt(key?.split(" IN TXT ")[1] ?? "")).toBe(KEY);
    const kept = await readByBind(exportText([planOf()], "bind"));
    expect(kept.filter((line) => line.includes(" MX "))).toEqual([]);
  });

  it("hold text of others octet for octet", async () => {
    const records = await readByBind(exportText([hostilePlan()], "bind"));
    const texts = records
      .filter((line) => line.startsWith("mail.example.com. 3600 IN TXT "))
      .map((line) => unquoteTxt(line.split(" IN TXT ")[1] ?? ""));
    expect(texts.toSorted()).toEqual(
      [HOSTILE, "v=spf1 include:_spf.example.net include:qcloudmail.com -all"].toSorted(),
    );
  });
});
