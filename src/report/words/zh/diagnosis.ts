/** What `doctor` found. */
export const DIAGNOSIS: Readonly<Record<string, string>> = {
  Variables: "环境变量",
  Settings: "设置",
  Proxy: "代理",
  Clock: "时钟",
  "Port 53": "53 端口",
  Delegation: "域名委派",
  "Name servers": "DNS 服务器",
  "Tencent Cloud SES": "腾讯云 SES",
  "Sender domains": "发信域名",
  "DNS host keys": "DNS 服务商密钥",
  "DNS host": "DNS 服务商",
  Records: "解析记录",
  "Rights to write": "写入权限",
  "Tencent Cloud SES is asked through {1} ({2})": "通过 {1} 访问腾讯云 SES（{2}）",
  "Tencent Cloud SES is asked directly: no variable names a proxy for it":
    "直接访问腾讯云 SES：没有环境变量为它指定代理",
  "the root servers answer on {1}": "根服务器在 {1} 上有应答",
  "name servers can't be asked from here on {1}: run goes by HTTPS, and check sees only what public resolvers see":
    "从这里无法通过 {1} 查询 DNS 服务器：run 改用 HTTPS，check 只能看到公共递归服务器看到的内容",
  "the zone {1} is delegated to {2} ({3})": "DNS 区域 {1} 委派给 {2}（{3}）",
  "no server of {1} refers to the zone {2}: the world comes to it by the servers of {3}, {4} ({5} of both zones)":
    "{1} 的服务器都没有指向 DNS 区域 {2}：外界经由 {3} 的服务器 {4} 到达它（两个区域共 {5}）",
  "public resolvers say that the zone {1} is served by {2}":
    "公共递归服务器显示 DNS 区域 {1} 由 {2} 提供服务",
  "{1} is served with authority by {2} of {3} name servers": "{1}：{3} 台 DNS 服务器中有 {2} 台权威应答",
  "{1}: none": "{1}：无",
  "{1}: those of {2}": "{1}：使用 {2} 的密钥",
  "{1} takes the credentials": "{1} 接受该凭证",
  "no keys of a DNS host are set; a domain's name servers tell which host it is":
    "没有设置任何 DNS 服务商的密钥；给出域名后，会按其 DNS 服务器识别服务商",
  "{1} is changed by hand; what stands there is read from its name servers":
    "{1} 由人工修改；现有记录从其 DNS 服务器读取",
  "The keys for {1} come by {2}. They are made at {3}": "{1} 的密钥由 {2} 提供，创建地址：{3}",
  "They need these rights:": "需要以下权限：",
  "not tried, since what failed comes before it: {1}": "因前面的检查失败而未尝试：{1}",
  "Tencent Cloud SES did not tell the time, so this machine's clock was compared with nothing":
    "腾讯云 SES 没有返回时间，因此本机时钟未经比较",
  "this machine's clock and that of Tencent Cloud SES differ by {1} s": "本机时钟与腾讯云 SES 相差 {1} 秒",
  "{1}; it refuses more than {2} s, so set the clock right": "{1}；超过 {2} 秒会被拒绝，请校准时钟",
  "{1} (up to {2} s are taken)": "{1}（最多允许 {2} 秒）",
  "nobody validates {1}: the zone above holds no key of it (DS) of a known kind":
    "没有人验证 {1}：上级区域没有它的已知类型的密钥（DS）",
  "no public resolver told that it has validated {1}, so it is not known whether the zone passes DNSSEC validation":
    "无法得知 {1} 是否通过 DNSSEC 验证：没有公共递归服务器表示已验证它",
  "the public resolvers that were asked do not refuse {1} for its DNSSEC":
    "所查询的公共递归服务器没有因 DNSSEC 拒绝 {1}",
  "SES takes the credentials; the rights to create and verify can't be tried without effect":
    "SES 接受该凭证；创建和验证的权限无法在不产生影响的情况下测试",
  "SES takes the credentials; {1} is not created yet": "SES 接受该凭证；{1} 尚未创建",
  "SES takes the credentials; {1} exists and is verified": "SES 接受该凭证；{1} 已存在并已验证",
  "SES takes the credentials; {1} exists and is not verified yet": "SES 接受该凭证；{1} 已存在，尚未验证",
  "no sender domain yet": "0 个发信域名",
  "1 sender domain": "1 个发信域名",
  "{1} sender domains": "{1} 个发信域名",
  "SES lists {1} (the usual limit is 10 created, for ever){2}":
    "SES 列出 {1}（通常累计最多创建 10 个，永久计数）{2}",
  "level {1}": "等级 {1}",
  "levels {1} to {2}": "等级 {1} 至 {2}",
  "{1} mails a day": "每天 {1} 封邮件",
  "at most {1} mails a day": "每天最多 {1} 封邮件",
  "SES does not tell how many sender domains there are ({1}: {2}); only ses.domainLimit needs it":
    "SES 没有告知发信域名的数量（{1}：{2}）；只有 ses.domainLimit 需要它",
  "{1} holds the zone {2} ({3})": "{1} 持有 DNS 区域 {2}（{3}）",
  "{1}; it does not tell on which name servers, so it is not known whether these serve it":
    "{1}；它没有告知所在的 DNS 服务器，因此不知道它们是否提供该区域",
  "{1}; it can't be seen from here whether its name servers serve it":
    "{1}；从这里看不到其 DNS 服务器是否提供该区域",
  "{1} and serves it": "{1}，并提供服务",
  "{1}; name servers that it has for it: {2}, of these delegated: {3}, seen to serve it: {4}":
    "{1}；它为该区域分配的 DNS 服务器：{2} 台，其中已委派：{3} 台，观察到提供服务：{4} 台",
  "nothing stands at {1}": "{1} 处没有记录",
  "records of the types {1} stand at {2}": "{2} 处已有以下类型的记录：{1}",
  "{1}; no change is known so far": "{1}；目前没有已知的变更",
  "{1}; changes known so far, with nothing in their way: {2}": "{1}；目前已知且没有阻碍的变更：{2} 项",
  "these credentials may write in {1}": "该凭证可以写入 {1}",
  "none is needed: a person enters the records": "不需要：由人工录入解析记录",
  "nothing is left to be written in {1}; the host did not tell whether these credentials may write":
    "{1} 中没有需要写入的内容；该凭证能否写入未被告知",
  "the right to write in {1} can't be tried without effect at {2}":
    "该凭证能否写入 {1}，在 {2} 无法在不产生影响的情况下测试",
  "{1} did not tell whether these credentials may write in {2}": "{1} 没有告知该凭证能否写入 {2}",
  "1 address": "1 个地址",
  "{1} addresses": "{1} 个地址",
  "{1}: make a custom token with these rights at {2}.": "{1}：请在 {2} 创建具有以下权限的自定义令牌。",
  "{1}: its adapter tells no policy to paste. Its keys need:":
    "{1}：其适配器没有给出可粘贴的策略。其密钥需要：",
  "{1}: paste this policy of {2} at {3}.": "{1}：请在 {3} 粘贴以下 {2} 策略。",
  "{1} Unproved on the live service.": "{1}尚未在真实服务上验证。",
  "It allows each zone of the account. With keys and a domain, doctor --policy names the one zone.":
    "它允许账号下的所有 DNS 区域。有密钥并给出域名时，doctor --policy 会只写那一个区域。",
  "Keys for plan and check alone need only {1}.": "仅用于 plan 和 check 的密钥只需要 {1}。",
  "Name it with --provider: {1} (manual: a person enters the records).":
    "请用 --provider 指定：{1}（manual：由人工录入记录）。",
  "{1}, and no DNS host that is known here has such name servers.":
    "{1}，而本工具支持的 DNS 服务商都没有这样的 DNS 服务器。",
};
