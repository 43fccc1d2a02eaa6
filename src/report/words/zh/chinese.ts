import type { Language } from "../../../errors/phrase.ts";
import { ACCOUNTS } from "./accounts.ts";
import { CLOUDFLARE } from "./cloudflare.ts";
import { COMMAND_LINE } from "./command-line.ts";
import { CONFIG } from "./config.ts";
import { DIAGNOSIS } from "./diagnosis.ts";
import { DNSPOD_ALIDNS } from "./dnspod-alidns.ts";
import { HOSTS } from "./hosts.ts";
import { INIT } from "./init.ts";
import { RECORDS } from "./records.ts";
import { RESOLVERS } from "./resolvers.ts";
import { ROUTE53 } from "./route53.ts";
import { SERVERS } from "./servers.ts";
import { ZONES } from "./zones.ts";

// The sentence and the hint of errors, and what doctor finds, in Chinese, in the terms of Tencent Cloud's console (November 2026). A file for
// each part of a first evening, and for the adapters; a pattern stands by the English one that it is made from, with the
// same facts.

export const CHINESE: Language = {
  name: "zh",
  patterns: {
    ...COMMAND_LINE,
    ...CONFIG,
    ...ACCOUNTS,
    ...ZONES,
    ...SERVERS,
    ...RESOLVERS,
    ...RECORDS,
    ...HOSTS,
    ...CLOUDFLARE,
    ...DNSPOD_ALIDNS,
    ...ROUTE53,
    ...DIAGNOSIS,
    ...INIT,
  },
  separators: { ", ": "、", "; ": "；", " and ": "、", ", and with ": "，以及 ", " ": "", " or ": " 或 " },
};
