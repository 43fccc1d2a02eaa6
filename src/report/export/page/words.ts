import type { Warning } from "../../../plan/warning.ts";
import type { Entry, Todo } from "../entries.ts";

/** Of a page that is forwarded, whoever runs this program. */
export type Language = "en" | "zh";

/** When somebody asked for it, and who, each as text that commands nothing. */
export interface Asked {
  readonly at: string;
  readonly by?: string | undefined;
}

/** What a page says beside its plans. */
export interface OnPage {
  readonly asked?: Asked;
  /** Of all plans; those that whoever enters the records has to know are told. */
  readonly warnings?: readonly Warning[];
}

type Inherited = Extract<Warning, { readonly warning: "dmarc-inherited" }>;

/** The value of SES's own console is another one, and whoever compares would enter that. */
export function inheritedBy({ owner, type, todo }: Entry, { warnings = [] }: OnPage): Inherited | undefined {
  if (type !== "TXT" || todo === "keep") return undefined;
  return warnings.find((one): one is Inherited => one.warning === "dmarc-inherited" && one.owner === owner);
}

/** Everything that the page says beside names and values. Values between them are text. */
export interface PageWords {
  readonly title: (domain: string) => string;
  readonly lead: (zone: string) => string;
  readonly why: string;
  /** @param by undefined: nobody says */
  readonly asked: (at: string, by: string | undefined) => string;
  readonly rehearsal: string;
  readonly todo: Readonly<Record<Todo, string>>;
  readonly inherited: (dmarc: Inherited) => string;
  /** How each is done, where that needs a word. */
  readonly how: Readonly<Record<Todo, string>>;
  readonly host: string;
  readonly fullName: string;
  readonly type: string;
  readonly ttl: string;
  readonly seconds: string;
  readonly priority: string;
  readonly value: string;
  readonly going: string;
  readonly long: string;
  /** Behind what is to be entered now. */
  readonly first: string;
  readonly open: (below: string) => string;
  readonly nothing: string;
  readonly hints: readonly string[];
  readonly colon: string;
}

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    title: (domain) => `DNS records for sending mail from ${domain}`,
    lead: (zone) => `Please enter the records below in the DNS zone ${zone}.`,
    why: "Tencent Cloud SES sends mail for this domain once it finds them. Nothing else in the zone needs to change.",
    asked: (at, by) =>
      `Asked for on ${at}${by === undefined ? "" : ` by ${by}`}, by the command ses-onboard plan.`,
    rehearsal: "Rehearsal: these records are of nothing real. Please don't enter them.",
    todo: { create: "Create", change: "Change", remove: "Remove", keep: "Keep" },
    how: {
      create: "Nothing of this type stands at this name yet.",
      change:
        "In the end exactly these values stand at this name. Change the record that is there, and don't add a second one beside it.",
      remove: "These values are taken away, and no record of this type stays at this name.",
      keep: "This stands there already. Leave it as it is.",
    },
    inherited: ({ policy, tag, from }) =>
      policy === "none"
        ? `It says what the DMARC record at ${from} says beside its policy "none" (${tag}). Tencent Cloud's console shows another value: enter this one.`
        : `The DMARC policy "${policy}" (${tag}) of ${from} holds for this name today and stays in force by this value. Tencent Cloud's console shows another one, which would end it: enter this one.`,
    host: "Host record",
    fullName: "Full name",
    type: "Type",
    ttl: "TTL",
    seconds: "seconds",
    priority: "Priority",
    value: "Value",
    going: "To be taken away",
    long: "This value is longer than 255 characters. Enter it as one. If the console refuses it, enter these strings instead:",
    first: "Please enter the records above now.",
    open: (below) =>
      `A second page follows with one more record: the DKIM key below ${below}. SES makes it when the sender domain is created.`,
    nothing: "There is nothing to enter.",
    hints: [
      "Most consoles append the zone to the name by themselves. In that case enter the host record, and not the full name.",
      "Enter text values without quotation marks around them, unless the console asks for them.",
      "If the console appends the zone to a host name in a value (mx.example.com.example.com), put a dot at its end.",
      "Where the console asks for a line or a location, choose the default one.",
      "If the lowest TTL that the console takes is higher than the one below, take its lowest.",
      "If another record of the same type stands at a name and is not listed here, please ask before you change anything.",
    ],
    colon: ": ",
  },
  zh: {
    title: (domain) => `发信域名 ${domain} 的 DNS 解析记录`,
    lead: (zone) => `请在 DNS 域名 ${zone} 中添加以下解析记录。`,
    why: "腾讯云邮件推送（SES）查到这些记录后，才能以该域名发送邮件。其他解析记录无需改动。",
    asked: (at, by) =>
      `提出时间：${at}${by === undefined ? "" : `；提出人：${by}`}；所用命令：ses-onboard plan。`,
    rehearsal: "演练：以下记录并非真实记录，请勿添加。",
    todo: { create: "新增", change: "修改", remove: "删除", keep: "保留" },
    how: {
      create: "该主机记录下目前没有此类型的记录。",
      change:
        "修改后，该主机记录下此类型的记录应与下列记录值完全一致。请直接修改已有记录，不要另外新增一条。",
      remove: "请删除下列记录值，删除后该主机记录下不再有此类型的记录。",
      keep: "该记录已经存在，请保持不变。",
    },
    inherited: ({ policy, tag, from }) =>
      policy === "none"
        ? `该记录值沿用 ${from} 的 DMARC 记录中除策略“none”（${tag}）以外的内容。腾讯云控制台显示的记录值与此不同，请填写此处的记录值。`
        : `该名称目前适用 ${from} 的 DMARC 策略“${policy}”（${tag}），填写此记录值后该策略继续有效。腾讯云控制台显示的记录值与此不同，会使该策略失效，请填写此处的记录值。`,
    host: "主机记录",
    fullName: "完整域名",
    type: "记录类型",
    ttl: "TTL",
    seconds: "秒",
    priority: "MX 优先级",
    value: "记录值",
    going: "需要去掉的记录值",
    long: "该记录值超过 255 个字符，请作为一条记录填写。如果控制台不接受，请改填以下分段形式：",
    first: "请现在就添加以上记录。",
    open: (below) =>
      `随后会有第二份页面，其中还有一条记录：${below} 下的 DKIM 记录，创建发信域名后由 SES 生成。`,
    nothing: "没有需要添加的记录。",
    hints: [
      "多数控制台会自动在主机记录后补全域名，此时请填写“主机记录”，不要填写完整域名。",
      "除非控制台另有要求，填写文本记录值时不要在两端加引号。",
      "如果控制台会在记录值的主机名后补全域名（mx.example.com.example.com），请在主机名末尾加一个点。",
      "如果控制台要求选择线路或地域，请选择“默认”。",
      "如果控制台允许的最小 TTL 大于下列 TTL，请填写控制台允许的最小值。",
      "如果同一主机记录下还有此处未列出的同类型记录，请先询问，不要直接改动。",
    ],
    colon: "：",
  },
};
