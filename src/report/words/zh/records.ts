/** Records in the way, what SES makes of those that are published, and what a check finds. */
export const RECORDS = {
  "SES asks for two different DKIM keys under one selector, {1}, and a selector holds one key (RFC 6376 section 3.6.2.2).":
    "SES 要求在同一个选择器 {1} 下使用两个不同的 DKIM 密钥，而一个选择器只能有一个密钥（RFC 6376 第 3.6.2.2 节）。",
  "Choose one length of DKIM key for this domain in the SES console, then run again.":
    "请在 SES 控制台中为该域名选定一种 DKIM 密钥长度，然后再次运行。",
  "At {1} stands {2}.": "主机记录 {1} 处已有{2}。",
  "SES's key with quotes inside the value, which no verifier can read":
    " SES 的密钥，但记录值中含有引号，收件方无法读取",
  "SES's key cut at 255 octets": " SES 的密钥，但在第 255 字节处被截断",
  "a revoked key (its p= is empty)": "已吊销的密钥（p= 为空）",
  "SES's key with {1}": " SES 的密钥，但带有 {1}",
  'SES\'s key in a record that verifiers discard, since it is no valid list of tags: "{1}"':
    " SES 的密钥，但该记录不是有效的标签列表，会被收件方丢弃：“{1}”",
  'a TXT value that is no DKIM key: "{1}"': "不是 DKIM 密钥的 TXT 记录值：“{1}”",
  "another DKIM key, which mail of somebody else may still be signed with":
    "另一个 DKIM 密钥，可能仍有他人的邮件用它签名",
  "k={1}: verifiers take it for a key of another algorithm": "k={1}：收件方会当作另一种算法的密钥",
  "h={1}: verifiers accept no signature with SHA-256, the only hash that RFC 8301 allows":
    "h={1}：收件方不会接受 SHA-256 签名，而 RFC 8301 只允许此哈希算法",
  "s={1}: it is for no mail": "s={1}：它不用于邮件",
  "no t=": "空的 t=",
  "g={1}: older verifiers take it for these local parts alone (RFC 4871)":
    "g={1}：较旧的收件方只把它用于这些邮箱名（RFC 4871）",
  "t=y: verifiers treat it as a test, and its mail as if it were not signed":
    "t=y：收件方视为测试，邮件如同没有签名",
  "t=s: verifiers take it for the domain itself, and for no name below it":
    "t=s：收件方只用于该域名本身，不用于其子域名",
  "t={1}: verifiers ignore that": "t={1}：收件方会忽略",
  "{1} is a CNAME to {2}, and {3} there; no {4} record can stand beside a CNAME.":
    "{1} 是指向 {2} 的 CNAME，那里的情况是：{3}；{4} 记录不能与 CNAME 并存。",
  "Keep that policy, without consent to replace it, or remove the CNAME at {1} at the DNS host.":
    "请保留该策略，不要授权替换；或在 DNS 服务商处删除 {1} 的 CNAME。",
  "Ask the operator of {1} to publish one DMARC policy there, or remove the CNAME at {2} at the DNS host.":
    "请让 {1} 的管理者在那里发布唯一的 DMARC 策略，或在 DNS 服务商处删除 {2} 的 CNAME。",
  "{1} is delegated to {2}, and {3} there; a {4} record beside the NS records would not be served.":
    "{1} 已委派给 {2}，那里的情况是：{3}；与 NS 记录并存的 {4} 记录不会生效。",
  "Keep that policy, without consent to replace it, or remove the NS records at {1} at the DNS host.":
    "请保留该策略，不要授权替换；或在 DNS 服务商处删除 {1} 的 NS 记录。",
  "Ask the operator of these name servers to publish one DMARC policy at {1} (at a vendor of hosted DMARC, add the domain there), or remove the NS records at {2} at the DNS host.":
    "请让这些 DNS 服务器的管理者在 {1} 发布唯一的 DMARC 策略（如为 DMARC 托管服务，请在其中添加该域名），或在 DNS 服务商处删除 {2} 的 NS 记录。",
  '"{1}" (what ses-onboard publishes)': "“{1}”（ses-onboard 发布的值）",
  '"{1}"': "“{1}”",
  "; what a run wrote is taken back by undo with its log": "；由某次运行写入的值可以用 undo 和该次日志撤销",
  ' To have all that stands there as DMARC replaced by "{1}": {2}.':
    "要将该处的全部 DMARC 记录替换为“{1}”：{2}。",
  "At {1} {2}: {3}.": "主机记录 {1} 处{2}：{3}。",
  "Correct it at the DNS host{1}.{2}": "请在 DNS 服务商处修正{1}。{2}",
  "stand {1} DMARC records, so receivers obey none": "有 {1} 条 DMARC 记录，收件方一条也不会遵循",
  "stands a DMARC record without a policy that receivers obey": "有一条 DMARC 记录，但没有收件方会遵循的策略",
  " (it holds quotes)": "（含有引号）",
  "stands what is meant as a DMARC record, but receivers don't take it for one{1}":
    "的记录意在作为 DMARC 记录，但收件方不会识别{1}",
  "{1}. In enforce mode mail for {2} bounces where the policy's file does not list {3} (RFC 8461); the file was not read, since it is served over HTTPS.":
    "{1}。在 enforce 模式下，如果策略文件没有列出 {3}，发往 {2} 的邮件会被退回（RFC 8461）；该文件通过 HTTPS 提供，程序没有读取。",
  "List {1} in the policy file and change the id in the TXT record first, then allow it: {2}.{3}":
    "请先在策略文件中列出 {1}，并修改 TXT 记录中的 id，然后授权：{2}。{3}",
  " To keep what stands there: {1}.": "要保留现有记录：{1}。",
  "At {1} stands {2}": "主机记录 {1} 处有 {2}",
  "For {1} answers {2} with {3}": "对 {1} 的查询由 {2} 以 {3} 响应",
  "{1}, an MTA-STS policy": "{1}，这是 MTA-STS 策略",
  "{1}, behind which an MTA-STS policy may stand": "{1}，其后可能有 MTA-STS 策略",
  "{1} has a null MX: it says that the name takes no mail, and no other MX can stand beside it (RFC 7505).":
    "{1} 有空 MX 记录：它表示该名称不接收邮件，且不能与其他 MX 并存（RFC 7505）。",
  "Keep it: {1}. To put SES's exchange in its place: {2}.": "保留它：{1}。用 SES 的 MX 替换它：{2}。",
  "The MX of {1} is {2}: SES's exchange with the zone's name behind it, since it was entered without a final dot.":
    "{1} 的 MX 记录为 {2}：填写时末尾缺少点，控制台在 SES 的邮件主机名后补全了域名。",
  "Put a dot at the end of the host in that record at the DNS host. To have it replaced: {1}.":
    "请在 DNS 服务商处为该记录的主机名末尾加一个点。如需由本程序替换：{1}。",
  "An MX of {1} has the preference 65535 ({2}), the largest there is: SES's exchange can't stand behind it, and beside it would take its share of the mail.":
    "{1} 有一条优先级为最大值 65535 的 MX（{2}）：SES 的 MX 无法排在其后，与其并列则会分走一部分邮件。",
  "Lower that preference at the DNS host and run again. To keep it: {1}. To put SES's exchange in its place: {2}.":
    "请在 DNS 服务商处调低该优先级数值，然后再次运行。保留它：{1}。用 SES 的 MX 替换它：{2}。",
  "Another {1} stands at {2}: {3}.": "主机记录 {2} 处已有另一条 {1} 记录：{3}。",
  "Other {1} stand at {2}: {3}.": "主机记录 {2} 处已有其他 {1} 记录：{3}。",
  "SES asks for a CNAME at {1}, which can't stand beside what is there: {2}.":
    "SES 要求在 {1} 添加 CNAME，而它不能与现有记录并存：{2}。",
  "Remove these records at the DNS host if nobody needs them, or choose another sender domain.":
    "如果没有人需要这些记录，请在 DNS 服务商处删除，或改用其他发信域名。",
  'SES asks for two {1} records at {2} that exclude each other; one is "{3}".':
    "SES 在 {2} 要求两条互相排斥的 {1} 记录，其中一条是“{3}”。",
  "Look the records up in the SES console, and report this with what it shows.":
    "请在 SES 控制台查看这些记录，并将所示内容一并反馈。",
  "Remove what stands there at the DNS host, or allow it: {1}.":
    "请在 DNS 服务商处删除现有记录，或授权替换：{1}。",
  "The {1} records at {2} would have to change, and the DNS host keeps them locked: {3}.":
    "需要修改 {2} 的 {1} 记录，但 DNS 服务商将其锁定：{3}。",
  "Put a plain {1} record set in their place at the DNS host, or choose another sender domain.":
    "请在 DNS 服务商处将其改为普通的 {1} 记录，或改用其他发信域名。",
  "Unlock the DNS records in the settings of Email Routing (leave Email Routing itself on), or choose another sender domain.":
    "请在 Email Routing 的设置中解锁 DNS 记录（Email Routing 本身保持开启），或改用其他发信域名。",
  "{1} is a CNAME to {2}, and no {3} record can stand beside a CNAME.":
    "{1} 是指向 {2} 的 CNAME，{3} 记录不能与 CNAME 并存。",
  "Remove the CNAME at {1} at the DNS host, or choose another sender domain.":
    "请在 DNS 服务商处删除 {1} 的 CNAME，或改用其他发信域名。",
  "At {1} stand a CNAME to {2} and, beside it, {3} {4}; nothing can stand beside a CNAME.":
    "{1} 处有指向 {2} 的 CNAME，同时还有 {3} {4}；CNAME 不能与其他记录并存。",
  "Remove one of them at the DNS host: the CNAME, if nobody needs it, or the {1} record, if the CNAME is wanted.":
    "请在 DNS 服务商处删除其中之一：如果不需要 CNAME，则删除 CNAME；如果需要 CNAME，则删除 {1} 记录。",
  "{1} It is what {2} answers for {3}, which has no such record of its own.":
    "{1}该名称自身没有此记录，这是 {2} 对 {3} 的响应。",
  "{1} What this run had written there is taken back.": "{1}本次运行在那里写入的内容已撤回。",
  "{1} What this run has written could not be taken back, and stands beside it.":
    "{1}本次运行写入的内容未能撤回，仍与其并存。",
  "SES sees two SPF records at {1}, and receivers obey neither (RFC 7208 section 4.5).":
    "SES 在 {1} 看到两条 SPF 记录，收件方一条也不会遵循（RFC 7208 第 4.5 节）。",
  "SES sees the published value and refuses it: {1}.": "SES 看到了已发布的记录值，但不接受：{1}。",
  "SES insists on its own MX, and none is published: {1}.": "SES 要求使用其自己的 MX，但没有发布：{1}。",
  "Compare the expected with the current value below, mend the record, and run again.":
    "请对照下方的期望值和当前值修正记录，然后再次运行。",
  "Read what SES's mail exchanger beside yours means for inbound mail in docs/runbook.md#inbound-mail, then consent to it: {1}.":
    "请阅读 `docs/runbook.md#inbound-mail` 了解 SES 的 MX 与现有 MX 并存对收信的影响，然后授权：{1}。",
  "Read what SES's mail exchanger behind the name's own address means for inbound mail in docs/runbook.md#inbound-mail, then consent to it: {1}.":
    "请阅读 `docs/runbook.md#inbound-mail` 了解在该名称自身的地址之外添加 SES 的 MX 对收信的影响，然后授权：{1}。",
  "No MX can stand beside a null MX. Read docs/runbook.md#inbound-mail, then put SES's mail exchanger in its place: {1}.":
    "空 MX 不能与其他 MX 并存。请阅读 `docs/runbook.md#inbound-mail`，然后用 SES 的 MX 替换它：{1}。",
  "Run again: it joins two SPF records where one is SES's own; else leave one at the DNS host.":
    "请再次运行：如果其中一条是 SES 的，程序会合并两条 SPF 记录；否则请在 DNS 服务商处只保留一条。",
  "It goes on where it stopped. After {1} run {2}.": "程序会从停止处继续。请在 {1} 之后运行 {2}。",
  "SES asks for no record, so nothing was published, and it has not verified {1}; its console may say why.":
    "SES 没有要求任何记录，因此没有发布任何内容，且 {1} 尚未通过验证；原因可能在 SES 控制台中显示。",
  "SES accepts each record, but has not verified the identity yet":
    "SES 已接受每条记录，但发信域名尚未通过验证",
  "SES does not see what is published at {1} yet": "SES 尚未看到已发布的 {1}",
  "{1} of {2} name servers serve the records, but ": "{2} 台 DNS 服务器中有 {1} 台已生效，但",
  "{1}{2}; its own cache may take up to two hours.": "{1}{2}；SES 自身的缓存最长可能需要两小时。",
  "{1} {2}": "{1} {2}",
  "It has not looked at the published records yet.": "SES 尚未检查已发布的记录。",
  "When it last looked, it accepted {1} of {2} records.": "SES 上次检查时接受了 {2} 条记录中的 {1} 条。",
  "{1} And: {2}": "{1}此外：{2}",
  "{1} is not published as SES asks: {2}.": "{1} 的发布内容与 SES 的要求不符：{2}。",
  "Publish it, and have SES look: {1}.": "请发布记录并让 SES 检查：{1}。",
  "Have SES look: {1}.": "请让 SES 检查：{1}。",
  "{1} Then have SES look: {2}.": "{1}然后让 SES 检查：{2}。",
  "SES has not verified {1}, and {2}": "{1} 尚未通过 SES 验证，{2}",
  "asks for no record.": "且 SES 没有要求任何记录。",
  "not all that it asks for is published{1}.": "且要求的记录没有全部发布{1}。",
  "all that it asks for is published.": "但要求的记录已全部发布。",
  "not every name server serves what it asks for: {1}.": "且不是每台 DNS 服务器都返回要求的记录：{1}。",
  "Beside that {1}.": "此外，{1}。",
  "{1} is not published as SES asks{2}.": "{1} 的发布内容与 SES 的要求不符{2}。",
  "Look at the difference: {1}, then mend it: {2}.": "查看差异：{1}，然后修正：{2}。",
  "lacks what SES asks for": "缺少 SES 要求的内容",
  "Its SPF record has to be corrected: {1}.": "其 SPF 记录需要修正：{1}。",
  "SES has no identity {1} in this account ({2}, {3}).": "此账号（{2}，{3}）的 SES 中没有发信域名 {1}。",
  "Onboard it: {1}.": "请开始接入：{1}。",
  "SES says that {1} is verified.": "SES 显示 {1} 已通过验证。",
  "SES has not verified {1}.": "{1} 尚未通过 SES 验证。",
  "Check again later; if it stays so, see whether another DNS host serves the zone, too: {1}; else ask the DNS host why {2} differs from the others.":
    "请稍后再检查；如果依旧如此，请查看是否还有另一家 DNS 服务商在解析该区域：{1}；否则请询问 DNS 服务商为何 {2} 与其他服务器不同。",
  "Correct the delegation at the registrar, or have {1} serve the zone.":
    "请在域名注册商处修正 DNS 服务器，或让 {1} 解析该区域。",
  "Have {1} answer again, or take it out of the delegation.": "请恢复 {1}，或从 NS 记录中去掉它。",
  "Ask the DNS host why {1} gives no answer about it.": "请询问 DNS 服务商为何 {1} 对此没有响应。",
  "Somebody else has changed the {1} records at {2} after this run had written them.":
    "本次运行写入后，{2} 的 {1} 记录被其他人改动。",
  "It reads and plans anew: run {1}.": "程序会重新读取并规划：请运行 {1}。",
} as const;
