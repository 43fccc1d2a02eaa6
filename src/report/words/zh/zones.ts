/** Domain names, zones and their servers, and the wait until all of them serve the records. */
export const ZONES = {
  'mail can\'t be sent from a name with the label "{1}"': "不能用含有标签“{1}”的名称发信",
  "it is an address, not a name": "它是 IP 地址，不是域名",
  "a label that begins with xn-- decodes to nothing, or its last label is a number":
    "以 xn-- 开头的标签无法解码，或最后一个标签是数字",
  '"{1}" is a public suffix under which others register names': "“{1}”是公共后缀，供他人在其下注册域名",
  "it has a character that names don't have": "含有域名不允许的字符",
  "it has more than {1} characters": "超过 {1} 个字符",
  "it has an empty label (two dots, or a dot in front)": "含有空标签（连续两个点，或以点开头）",
  'the label "{1}…" has more than {2} characters': "标签“{1}…”超过 {2} 个字符",
  'the label "{1}" has a character that names don\'t have, or a dash at an end':
    "标签“{1}”含有域名不允许的字符，或以连字符开头或结尾",
  '"{1}" can\'t be used as a domain name: {2}.': "“{1}”不能用作域名：{2}。",
  "Give the sender domain alone, like mail.example.com: no scheme, no path, no port, no mailbox.":
    "请只给出发信域名，例如 mail.example.com：不要带协议、路径、端口或邮箱名。",
  "Give the sender domain alone: {1}.": "请只给出发信域名：{1}。",
  "no name server": "空（没有 DNS 服务器）",
  "{1} is delegated to {2}": "{1} 的 NS 记录指向 {2}",
  "{1} names {2} as its servers, and no server of {3} refers to it":
    "{1} 自称由 {2} 解析，但 {3} 的 DNS 服务器没有指向它",
  "There is no DNS zone for {1}: {2} is not delegated by {3}.":
    "{1} 没有 DNS 区域：{3} 中没有 {2} 的 NS 记录。",
  "the root": "根区",
  "Check the spelling; if it is right, register {1} or enter its name servers at the registrar, then run again.":
    "请检查拼写；如果无误，请注册 {1}，或在域名注册商处填写其 DNS 服务器，然后再次运行。",
  '"{1}" is not the address of a DNS server.': "“{1}”不是 DNS 服务器的地址。",
  "Give an IPv4 or IPv6 address, with a port if it is not the usual one: 192.0.2.1:5353 or [2001:db8::1]:5353.":
    "请给出 IPv4 或 IPv6 地址，端口不是默认端口时一并写出：192.0.2.1:5353 或 `[2001:db8::1]:5353`。",
  "{1} shows no zone {2} to these credentials; {3}.": "用现有凭证在 {1} 上看不到 DNS 区域 {2}；{3}。",
  "Give the credentials access to the zone {1}, or name the provider that holds it with {2}.":
    "请为该凭证授予 DNS 区域 {1} 的访问权限，或用 {2} 指定持有它的服务商。",
  "{1} holds a zone {2} on {3}, but {4} {5} as its name servers: these don't serve what is written at {6}.":
    "{1} 上有 DNS 区域 {2}（服务器为 {3}），但{4} {5} 是它的 DNS 服务器：这些服务器不提供写入 {6} 的记录。",
  "public resolvers, asked by HTTPS, name": "通过 HTTPS 查询的公共递归服务器称",
  "DNS, asked from here, names": "从本机查询 DNS 得知",
  "At the registrar, delegate {1} to {2}, or name the provider that serves {3} with {4}; where this network has a view of its own of {5}, run from another one.":
    "请在域名注册商处将 {1} 的 DNS 服务器改为 {2}，或用 {4} 指定 {3} 所属的服务商；如果本网络对 {5} 有自己的内部解析，请在其他网络中运行。",
  "{1} holds {2} zones {3} that the live delegation could mean: {4}.":
    "{1} 上有 {2} 个名为 {3} 的 DNS 区域，都可能是实际解析所指的区域：{4}。",
  "Set zoneId of this provider in the config to the right one.":
    "请在配置中将该服务商的 zoneId 设为正确的一个。",
  "{1} does not serve what is written into its zone {2}: {3}.":
    "{1} 不会解析写入其 DNS 区域 {2} 的记录：{3}。",
  "Finish the set-up of {1} at {2}, or name the provider that serves it with {3}.":
    "请在 {2} 完成 {1} 的设置，或用 {3} 指定实际解析它的服务商。",
  ", served by {1}": "（由 {1} 解析）",
  "records for {1}": "{1} 的记录",
  "DKIM keys of {1}": "{1} 的 DKIM 密钥",
  "{1} is a zone of its own{2}, so {3} that are written into {4} would never be served.":
    "{1} 是独立的 DNS 区域{2}，因此写入 {4} 的{3}不会生效。",
  "Delete the zone {1} at the DNS host{2}, then run again.":
    "请在 DNS 服务商处删除 DNS 区域 {1}{2}，然后再次运行。",
  ", with the NS records at {1} in {2}": "，并删除 {2} 中 {1} 的 NS 记录",
  "The zone {1} fails DNSSEC validation at {2}{3}: whoever validates it so sees none of its records.":
    "DNS 区域 {1} 在 {2} 处未通过 DNSSEC 验证{3}：如此验证者看不到它的任何记录。",
  "Renew the DS record of {1} at the registrar, or the zone's signatures at the DNS host, then run again.":
    "请在域名注册商处更新 {1} 的 DS 记录，或在 DNS 服务商处更新区域签名，然后再次运行。",
  "its signing algorithm is not supported": "不支持其签名算法",
  "the kind of its DS record is not supported": "不支持其 DS 记录的类型",
  "a signature, or a proof of absence, does not hold": "某个签名或不存在证明无效",
  "a signature has expired": "某个签名已过期",
  "a signature is not valid yet": "某个签名尚未生效",
  "no key of it fits its DS record": "没有与 DS 记录相符的密钥",
  "a signature is missing": "缺少签名",
  "its key is not marked as one of a zone": "其密钥未标记为区域密钥",
  "a proof of absence is missing": "缺少不存在证明",
  "extended error {1}": "扩展错误 {1}",
  "{1} at {2}{3}": "{1}（{2}{3}）",
  "Resolvers that validate by DNSSEC refuse {1}: receivers that validate may not see it.":
    "启用 DNSSEC 验证的递归服务器拒绝 {1}：启用验证的收件方可能看不到。",
  "Have the DNS host sign the zone again, with its proofs of absence (PowerDNS: pdnsutil rectify-zone).":
    "请让 DNS 服务商重新为该区域签名，包括不存在证明（PowerDNS：pdnsutil rectify-zone）。",
  "Public resolvers ({1} answered) give {2} of the {3} records that SES accepts.":
    "公共递归服务器（{1} 台有应答）返回了 SES 认可的 {3} 条记录中的 {2} 条。",
  "No public resolver answers, either ({1} asked).": "公共递归服务器也没有应答（询问了 {1} 台）。",
  "No public resolver gives what SES asks for at {1}.": "没有公共递归服务器返回 SES 在 {1} 处要求的内容。",
  "{1} is published as SES asks.": "{1} 已按 SES 的要求发布。",
  "{1} is delegated onward to {2}, so a record written into {3} at or below it would never be served.":
    "{1} 已委派给 {2}，因此写入 {3} 中该名称及其下级的记录不会生效。",
  "Remove the NS records at {1}, or name the provider that holds that zone.":
    "请删除 {1} 的 NS 记录，或指定持有该区域的服务商。",
  "{1} is an alias (CNAME) of {2}; no TXT or MX record can stand beside it.":
    "{1} 是指向 {2} 的 CNAME；CNAME 不能与 TXT 或 MX 记录并存。",
  "Send from another name, like mail.{1}, or replace the CNAME at {2} by address records.":
    "请改用其他发信域名，例如 mail.{1}，或将 {2} 的 CNAME 换成 A 或 AAAA 记录。",
  "No name server of {1} can be asked, so nothing written for {2} could be seen: {3}.":
    "{1} 的 DNS 服务器没有一台可供查询，因此为 {2} 写入的内容都不会被看到：{3}。",
  "No name server of {1} answers, so nothing written for {2} could be seen: {3}.":
    "{1} 的 DNS 服务器都没有响应，因此为 {2} 写入的记录无法被看到：{3}。",
  "Have the name servers of {1} answer again, or correct the delegation, then run again.":
    "请恢复 {1} 的 DNS 服务器，或修正 NS 记录，然后再次运行。",
  "No name server of {1} serves it, so nothing written for {2} would be seen: {3}.":
    "{1} 的 DNS 服务器都不解析它，因此为 {2} 写入的记录不会生效：{3}。",
  "Correct the delegation of {1} at the registrar, so that its name servers have addresses, then run again.":
    "请在域名注册商处修正 {1} 的 DNS 服务器，使其都有 IP 地址，然后再次运行。",
  "Have the DNS host serve {1} on these servers, or correct the delegation at the registrar, then run again.":
    "请让 DNS 服务商在这些服务器上解析 {1}，或在域名注册商处修正 DNS 服务器，然后再次运行。",
  "{1} of {2} name {3} of {4} {5} for it, and at least half have to: {6}.":
    "{4} 的 {2} {3}中有 {1} 台{5}，而至少需要一半：{6}。",
  server: "台 DNS 服务器",
  servers: "台 DNS 服务器",
  answers: "能解析它",
  answer: "能解析它",
  "port {1}": "端口 {1}",
  "ports {1}": "端口 {1}",
  "Open {1} (UDP and TCP) to these servers, or have them answer again.":
    "请放行到这些服务器的{1}（UDP 和 TCP），或恢复这些服务器。",
  "Have the servers answer again that know these addresses, or run from another network.":
    "请恢复能给出这些地址的 DNS 服务器，或从其他网络运行。",
  root: "根区",
  "{1}, so it can't be found out from here where {2} is served.": "{1}，因此无法从本机得知 {2} 由谁解析。",
  "Something on the way answers in the place of the {1} name servers":
    "有中间设备代替 {1} 的 DNS 服务器作出了响应",
  "Have DNS to {1} let through unaltered from here (UDP and TCP), or run from a host that may ask name servers directly.":
    "请让本机发往{1} 的 DNS 流量（UDP 和 TCP）原样通过，或在可以直接查询 DNS 服务器的主机上运行。",
  "No {1} name server can be reached on {2}": "无法通过{2} 连接 {1} 的任何 DNS 服务器",
  "Allow outgoing UDP and TCP to {1} from here, or run from a host that may ask name servers directly.":
    "请放行本机发往{1} 的出站 UDP 和 TCP，或在可以直接查询 DNS 服务器的主机上运行。",
  "No {1} name server gave a usable answer": "{1} 的 DNS 服务器都没有给出可用的响应",
  "Run again in a while; if it stays so, run from a host on another network.":
    "请稍后再次运行；如果依旧如此，请在其他网络的主机上运行。",
  "The root servers that are set offer recursion and give no way down: they are resolvers":
    "所设置的根服务器提供递归查询，且不给出下级服务器：它们是递归服务器",
  "Give the addresses of servers that hold the root zone ({1}), or leave the setting out for the roots of the world.":
    "请给出持有根区的服务器地址（{1}），或不设置此项以使用公共的根服务器。",
  "No name server of {1} can be asked from here: {2}.": "从本机无法查询 {1} 的任何 DNS 服务器：{2}。",
  "Open {1} (UDP and TCP) to the name servers, or check from another network.":
    "请放行到 DNS 服务器的{1}（UDP 和 TCP），或从其他网络检查。",
  "has not verified the identity": "尚未验证该发信域名",
  "does not accept {1}": "尚未认可 {1}",
  " ({1})": "（{1}）",
  "{1} lists the zones {2} and {3}, and {4} holds no NS records of {5}: out of which of them its name servers answer can't be seen from here.":
    "{1} 同时列出区域 {2} 和 {3}，而 {4} 中没有 {5} 的 NS 记录：从本机看不到其 DNS 服务器按哪一个区域应答。",
  "Delegate {1} by NS records in {2}, or delete the zone that is not used; or allow outgoing UDP and TCP to {3} from here.":
    "请在 {2} 中用 NS 记录委派 {1}，或删除不使用的区域；或放行本机发往{3}的出站 UDP 和 TCP。",
  "{1} lists the zone {2}, but whether {3} delegates it can't be seen: name servers can't be asked from here, and none of these credentials shows the zone {4}.":
    "{1} 列出区域 {2}，但看不到 {3} 是否委派了它：从本机无法查询 DNS 服务器，且这些凭证都看不到区域 {4}。",
  "Give credentials that show the zone {1}, too, or allow outgoing UDP and TCP to {2} from here, or run from a host on another network.":
    "请同时提供能看到区域 {1} 的凭证，或放行本机发往{2}的出站 UDP 和 TCP，或在其他网络的主机上运行。",
  "The records of {1} are written. {2} answered for the zone, but then not for {3} when asked from here, and SES is not asked within a minute of the write.":
    "{1} 的记录已写入。{2} 曾应答该区域的查询，但从本机查询 {3} 时没有应答；写入后一分钟内不会让 SES 检测。",
  "The records of {1} are written, but no name server can be asked from here{2}, and SES is not asked within a minute of that.":
    "{1} 的记录已写入，但从本机无法查询任何 DNS 服务器{2}；写入后一分钟内不会让 SES 检测。",
  "No name server of {1} can be asked from here{2}, and SES {3} yet.":
    "从本机无法查询 {1} 的任何 DNS 服务器{2}，且 SES {3}。",
  "Open {1} (UDP and TCP) to the name servers, or run later {2}.":
    "请放行到 DNS 服务器的{1}（UDP 和 TCP），或稍后运行 {2}。",
  "{1} answered for the zone, but then not for {2} when asked from here, and SES {3} yet.":
    "{1} 对该区域有响应，但从本机查询 {2} 时没有响应，且 SES {3}。",
  "Find out whether such a question is dropped (a filter of names, TCP that is closed), or run later {1}.":
    "请查明此类查询是否被丢弃（域名过滤、TCP 被关闭），或稍后运行 {1}。",
  "Have the DNS host serve {1} on these servers, or correct the delegation at the registrar.":
    "请让 DNS 服务商在这些服务器上解析 {1}，或在域名注册商处修正 DNS 服务器。",
  "the delegation names no server": "NS 记录中没有任何服务器",
  "has no address": "没有 IP 地址",
  "Two hosts serve {1}: {2} {3} another copy of the zone than {4}'s servers ({5}), so a part of the world would never see what is written at {6}.":
    "有两家服务商在解析 {1}：{2} {3}与 {4} 的服务器（{5}）不同的区域内容，因此写入 {6} 的记录有一部分用户看不到。",
  shows: "返回",
  show: "返回",
  "At the registrar, take {1} out of the delegation of {2}. If both hosts shall serve it, and the records are brought to the other one by you, allow two hosts for this zone: {3}.":
    "请在域名注册商处从 {2} 的 DNS 服务器中去掉 {1}。如果确实由两家服务商共同解析，并由您自行将记录同步到另一家，请允许该区域使用两家服务商：{3}。",
  "All {1}": "全部 {1} 台",
  "{1} of {2}": "{2} 台中有 {1} 台",
  "{1} says that its change is not everywhere yet": "{1} 表示变更尚未在所有服务器生效",
  "{1} name servers serve the records, but {2}.": "DNS 服务器中{1}已生效，但 {2}。",
  "No name server can be asked from here, and {1}{2}.": "从本机无法查询任何 DNS 服务器，且 {1}{2}。",
  "{1} name servers serve the records, but the time was up before a second look could confirm it{2}.":
    "DNS 服务器中{1}已生效，但还未及再次确认，等待时间已到{2}。",
  "{1} of {2} name servers serve the records so far{3}.": "目前 {2} 台 DNS 服务器中有 {1} 台已生效{3}。",
  ": {1}": "：{1}",
  "{1} served them and then did not, as several machines behind one address do":
    "{1} 先返回了记录，之后又没有返回，同一地址后有多台机器时会这样",
  " (and {1}, at the same address)": "（以及同一地址上的 {1}）",
  "{1} has not answered": "{1} 没有响应",
  "To be put back by hand for {1}: {2}.": "{1} 的以下记录需要手动还原：{2}。",
  "Have what is listed entered at the DNS host. To see what is left then, run {1}.":
    "请在 DNS 服务商处按所列内容还原记录。之后是否还有剩余，可用 {1} 查看。",
  "Nothing is written twice. After {1} run {2}.": "记录不会重复写入。请在 {1} 之后运行 {2}。",
  "{1} A secondary usually has a change within a minute; at worst {2} fetches the zone by itself at {3}.":
    "{1}从服务器通常在一分钟内收到变更；最迟 {2} 会在 {3} 自行同步。",
  "{1} {2} was to fetch the zone by itself by {3} and has not: see whether its transfers work.":
    "{1}{2} 应在 {3} 之前自行同步，但没有同步：请检查其区域传送是否正常。",
  "{1} belongs to the zone {2} on {3} now, and no longer to {4}: what is written there is never seen.":
    "{1} 现在属于 {3} 上的 DNS 区域 {2}，不再属于 {4}：写在原处的记录不会生效。",
  "Undo the delegation of {1} if it was not meant; else run again, so that the records are written into it.":
    "如果并非有意，请撤销 {1} 的委派；否则请再次运行，将记录写入该区域。",
  "{1} is delegated to {2} now (before: {3}), and none of them is one of {4}'s ({5}): what is written there is never seen.":
    "{1} 的 NS 记录现在指向 {2}（此前为 {3}），其中没有 {4} 的服务器（{5}）：写在那里的记录不会生效。",
  "At the registrar, delegate {1} to {2} again, or name the provider that serves {3} with {4}.":
    "请在域名注册商处将 {1} 的 DNS 服务器改回 {2}，或用 {4} 指定 {3} 所属的服务商。",
  "{1} refers {2} to another zone, {3} on {4}": "{1} 将 {2} 指向另一个 DNS 区域 {3}（位于 {4}）",
  "{1} answers for {2} out of another zone, {3}": "{1} 用另一个 DNS 区域 {3} 响应 {2}",
  "{1}: what is written into {2} is never served there.": "{1}：写入 {2} 的记录在那里不会生效。",
  "Remove the NS records at {1}, or name the provider that holds that zone with {2}.":
    "请删除 {1} 的 NS 记录，或用 {2} 指定持有该区域的服务商。",
  "Remove the zone {1} at its DNS host, or name the provider that holds it with {2}.":
    "请在 DNS 服务商处删除 DNS 区域 {1}，或用 {2} 指定持有它的服务商。",
  "check takes --{1} only together with --{2}.": "对 check 命令，--{1} 只有与 --{2} 一起使用才有意义。",
  "Give {1} as well, or leave {2} away.": "请同时给出 {1}，或去掉 {2}。",
  "Enter it at the DNS host, ready to paste by {1}.":
    "请在 DNS 服务商处填写；可直接粘贴的内容请运行 {1} 查看。",
  "Nothing of a sender domain stands at {1}: no MX, no SPF record, no DMARC record.":
    "{1} 上没有发信域名的任何记录：没有 MX、SPF 和 DMARC 记录。",
  "Name the plan whose records were to be entered: {1}.": "请指定列出应填写记录的计划文件：{1}。",
} as const;
