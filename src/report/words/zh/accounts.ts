/** Credentials, rights, quotas, and APIs that are away. */
export const ACCOUNTS = {
  "There are no Tencent Cloud credentials: {1} not set.": "没有腾讯云访问密钥：未设置 {1}。",
  "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write them into ~/.tencentcloud/credentials.":
    "请设置 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY，或将其写入 `~/.tencentcloud/credentials`。",
  "The provider {1} ({2}) lacks {3}.": "服务商 {1}（{2}）缺少 {3}。",
  "Set {1}. What it needs is listed by {2}.": "请设置 {1}。所需的设置可用 {2} 查看。",
  "{1} Without it, have the records entered by hand: {2}.": "{1}如果没有，可以手动添加记录：{2}。",
  "Name one of {1}, or add it to the config. At any other DNS host have the records entered by hand: {2}.":
    "请从 {1} 中选择一个，或将它加入配置。其他 DNS 服务商请手动添加记录：{2}。",
  "Those it knows are listed by {1}. At any other DNS host have the records entered by hand: {2}.":
    "可用的服务商可用 {1} 查看。其他 DNS 服务商请手动添加记录：{2}。",
  "There are no credentials of any DNS host; {1}{2}.": "没有任何 DNS 服务商的凭证；{1}{2}。",
  " ({1})": "（{1}）",
  "{1}{2}, and none of the DNS hosts with credentials ({3}) holds that zone.":
    "{1}{2}，而已有凭证的 DNS 服务商（{3}）都没有该 DNS 区域。",
  "Have the records entered by hand, as docs/manual.md tells: {1}. Where a DNS host with an adapter serves the zone by these name servers, set what it needs, as told by {2}.":
    "请按 docs/manual.md 手动添加记录：{1}。如果这些 DNS 服务器属于某个支持的服务商，请设置其所需的凭证，详见 {2}。",
  "Give credentials of the account at {1} that holds the zone, with access to it ({2}), or have the records entered by hand: {3}.":
    "请提供 {1} 上持有该 DNS 区域、且有其访问权限的账号的凭证（{2}），或手动添加记录：{3}。",
  "Set {1} for {2}, which serves the zone ({3}), or have the records entered by hand: {4}.":
    "该 DNS 区域由 {2} 解析：请设置 {1}（{3}），或手动添加记录：{4}。",
  "The name servers of {1} ({2}) don't tell the DNS host: {3} could each hold it.":
    "从 {1} 的 DNS 服务器（{2}）无法判断 DNS 服务商：{3} 都有可能。",
  "Name it: {1}.": "请指定服务商：{1}。",
  "{1}, or {2}": "{1}，或 {2}",
  "{1} shows no zone {2} with the id {3} to these credentials.":
    "用现有凭证在 {1} 上看不到 ID 为 {3} 的 DNS 区域 {2}。",
  "The run wrote into {1} at {2}, and there are no credentials of it.":
    "该次运行写入了 {2} 上的 {1}，而现在没有该服务商的凭证。",
  "The run had the records of {1} entered by hand, and another DNS host is named now.":
    "该次运行是请人手动添加 {1} 的记录，而现在指定了另一个 DNS 服务商。",
  "No zone {1} is delegated any more.": "DNS 区域 {1} 已不再被委派。",
  "Have the records put back by hand where they live now.": "请在记录目前所在之处手动还原。",
  "Have them put back by hand, too: {1}.": "请同样手动还原：{1}。",
  "Set them as for the run. What it needs is listed by {1}.":
    "请按该次运行时的方式设置凭证。所需的设置可用 {1} 查看。",
  "Name its adapter as for the run, by {1} or in the config, and set its credentials.":
    "请按该次运行时的方式，用 {1} 或在配置中指定其适配器，并设置凭证。",
  "The adapter {1} has not answered for {2} s ({3}).{4}": "适配器 {1} 已有 {2} 秒没有响应（{3}）。{4}",
  "Run the same command again; if it stays silent, report this to whoever wrote the adapter.":
    "请再次运行同一命令；如果仍无响应，请向适配器的作者反馈。",
  "{1} has asked for no request within {2}, until {3}; this command waits no such time.":
    "{1} 要求在 {2}内不再发送请求（至 {3}），本命令不会等待这么久。",
  "Run the same command again after {1}; a run goes on where it stopped.":
    "请在 {1} 之后再次运行同一命令，它会从停止处继续。",
  "The role's keys are good for {1}m, and the run may wait longer than that ({2}m).":
    "角色的临时密钥有效期为 {1} 分钟，而运行可能等待更久（{2} 分钟）。",
  "Wait less ({1}), or let the role's sessions last longer in CAM.":
    "请缩短等待时间（{1}），或在访问管理（CAM）中延长角色的会话时长。",
  "Give Node the certificate authority of the proxy in between (NODE_EXTRA_CA_CERTS), or correct the endpoint.":
    "请通过 NODE_EXTRA_CA_CERTS 提供中间代理的 CA 证书，或修正接入地址。",
  "Check the proxy that {1} names and that it is up, or name in NO_PROXY what needs no proxy.":
    "请检查 {1} 指定的代理及其运行状态，或在 NO_PROXY 中写明不需要代理的主机。",
  "Give {1} the user and password that the proxy asks for, as http://USER:PASSWORD@HOST:PORT.":
    "请在 {1} 中写入代理要求的用户名和密码，格式为 `http://USER:PASSWORD@HOST:PORT`。",
  "Have the proxy let CONNECT through to this host, or name the host in NO_PROXY if it needs no proxy.":
    "请让代理放行到此主机的 CONNECT 请求；如果该主机不需要代理，请将其写入 NO_PROXY。",
  "The endpoint of {1} {2}.": "{1} 的接入地址有误：{2}。",
  "Give https:// and a host as the endpoint of {1}; http:// is for the loopback only.":
    "{1} 的接入地址请写成 `https://` 加主机名；`http://` 只允许用于本机回环地址。",
  "{1} names no proxy that can be used.": "{1} 指定的代理无法使用。",
  "Give {1} as http://HOST:PORT or https://HOST:PORT, or name in NO_PROXY what needs no proxy.":
    "请将 {1} 写成 `http://HOST:PORT` 或 `https://HOST:PORT`，或在 NO_PROXY 中写明不需要代理的主机。",
  "The user or password of the proxy in {1} holds a control character.":
    "{1} 中代理的用户名或密码含有控制字符。",
  "Correct the user and password in {1}, and write a % in them as %25.":
    "请修正 {1} 中的用户名和密码，其中的 % 须写成 %25。",
  "SES was not asked: {1}, which comes before {2}, got no place. {3}":
    "未发出创建请求：排在 {2} 之前的 {1} 没有得到名额。{3}",
  "The account has {1} sender domains and ses.domainLimit is {2}, so {3} is not created.":
    "账号已有 {1} 个发信域名，而 ses.domainLimit 为 {2}，因此没有创建 {3}。",
  "Ask Tencent Cloud by a ticket for more sender domains, then raise ses.domainLimit (SES_ONBOARD_DOMAIN_LIMIT).":
    "请通过工单向腾讯云申请更多发信域名，然后调高 ses.domainLimit（SES_ONBOARD_DOMAIN_LIMIT）。",
  "ses.domainLimit is {1}, and SES does not tell how many sender domains there are, so {2} is not created: {3}":
    "ses.domainLimit 为 {1}，而 SES 没有给出发信域名的数量，因此没有创建 {2}：{3}",
  "Allow the key ses:ListEmailIdentities, or take ses.domainLimit (SES_ONBOARD_DOMAIN_LIMIT) away, then run again.":
    "请为该密钥授予 `ses:ListEmailIdentities` 权限，或去掉 ses.domainLimit（SES_ONBOARD_DOMAIN_LIMIT），然后再次运行。",
  "{1} says that these credentials may read the zone {2} and not write{3} there.":
    "{1} 表示现有凭证可以读取 DNS 区域 {2}，但不能在其中写入{3}。",
  "Give them the rights that are printed by {1}. Then run {2}.": "请授予 {1} 所列出的权限，然后运行 {2}。",
  "The right to write{1} in the zone {2} was asked for. {3}": "已查询在 DNS 区域 {2} 中写入{1} 的权限。{3}",
  "Tencent Cloud SES": "腾讯云邮件推送（SES）",
  "Run the same command again in a few minutes; a run goes on where it stopped.":
    "请在几分钟后再次运行同一命令；run 会从停止处继续。",
  "Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, and that the site is the one where the key was made.":
    "请检查 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY，并确认密钥是在所用的站点（中国站或国际站）创建的。",
  "Run the same command again with {1}; if it stays, report its output together with the request id.":
    "请加上 {1} 再次运行同一命令；如果问题依旧，请将输出连同请求 ID（RequestId）一并反馈。",
  "Run fewer domains at once, or run again in a minute.": "请减少同时处理的域名，或在一分钟后再次运行。",
  "Ask Tencent Cloud by a ticket for more sender domains; deleting one usually does not free its place.":
    "请通过工单向腾讯云申请更多发信域名；删除已有的发信域名通常不会释放名额。",
  "Check the spelling of the sender domain; SES does not take this one.":
    "请检查发信域名的拼写；SES 不接受此域名。",
  "Check ses.endpoint and ses.site: the API of SES (version 2020-10-02) is not there.":
    "请检查 ses.endpoint 和 ses.site：该处没有 SES 的 API（版本 2020-10-02）。",
  "Use the account that holds the domain, or open a ticket at Tencent Cloud to have it released.":
    "请使用持有该域名的账号，或提交工单请腾讯云释放该域名。",
  "Check the spelling of the sender domain and the tags ({1}, ses.tags); SES does not take one of them.":
    "请检查发信域名的拼写和标签（{1}、ses.tags）；SES 不接受其中之一。",
  "Use the other length of the DKIM key: {1} for a domain that is not created yet, the SES console for one that exists; then run again.":
    "请改用另一种 DKIM 密钥长度：尚未创建的域名用 {1}，已存在的域名在 SES 控制台中修改；然后再次运行。",
  "Set this machine's clock (NTP) and run again.": "请校准本机时钟（NTP），然后再次运行。",
  "Get fresh temporary credentials: the session token is expired or of another key.":
    "请获取新的临时密钥：Token 已过期，或不属于该密钥。",
  "Allow ses:{1} to this key in CAM (https://console.tencentcloud.com/cam).":
    "请在访问管理（CAM）控制台 `https://console.tencentcloud.com/cam` 中为该密钥所属的子用户授予 `ses:{1}` 权限。",
  "Read Tencent's message: the account may have to activate SES or to be verified first.":
    "请阅读腾讯云返回的信息：账号可能需要先开通邮件推送 SES，或先完成实名认证。",
  "Allow this machine's address to the key in CAM, or run where it is allowed.":
    "请在访问管理（CAM）中允许该密钥从本机 IP 地址使用，或在允许的机器上运行。",
  "Name a region that has SES at this site: ses.region in the config.":
    "请指定该站点提供 SES 的地域：配置中的 ses.region。",
  "Look for a newer version of ses-onboard.": "请查找 ses-onboard 的更新版本。",
  "The endpoint of {1} has a path: {2}": "{1} 的接入地址带有路径：{2}",
  "Give https:// and a host alone as the endpoint of {1}.": "{1} 的接入地址只能写 `https://` 加主机名。",
  "This machine's clock is {1} s ahead of that of {2}.": "本机时钟比 {2} 快 {1} 秒。",
  "This machine's clock is {1} s behind that of {2}.": "本机时钟比 {2} 慢 {1} 秒。",
  "{1} refused {2} ({3}).": "{1} 拒绝了 {2}（{3}）。",
  "{1} refused {2}: {3} ({4}).": "{1} 拒绝了 {2}：{3}（{4}）。",
  "The request {1} to {2} was answered with HTTP status {3}{4}.":
    "以 {2} 名义响应 {1} 的服务返回了 HTTP 状态码 {3}{4}。",
  " and asks for no request within {1}": "，并要求在 {1} 内不再发送请求",
  "Wait {1}, as the answer asks, and run the same command again.":
    "请按响应的要求等待 {1}，然后再次运行同一命令。",
  "The endpoint of {1} redirected {2} to {3}, which was not followed.":
    "{1} 的接入地址将 {2} 重定向到 {3}，程序没有跟随。",
  "The request {1} was not answered by {2}: the answer is not in its form.":
    "响应 {1} 的不是 {2}：响应格式不符。",
  "The request {1} to {2} was answered with more than {3}, the most that is read of one answer.":
    "以 {2} 名义响应 {1} 的服务返回的内容超过 {3}，这是单个响应的读取上限。",
  "{1} did not finish answering {2} in time.": "{1} 没有在时限内完成对 {2} 的响应。",
  "The connection to {1} failed: {2}.": "连接 {1} 失败：{2}。",
  " It was away for {1} and was asked {2} {3} meanwhile.": "该服务已有 {1}没有响应，其间请求了 {2} {3}。",
  time: "次",
  times: "次",
  "Interrupted while SES was asked to create {1}: the identity may exist, and count for the quota.":
    "在请求 SES 创建 {1} 时被中断：发信域名可能已存在，并计入配额。",
  "Run the same command again: it looks first, and goes on with what is there.":
    "请再次运行同一命令：它会先查询，再从现有状态继续。",
  "Give the job `permissions: id-token: write`, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.":
    "请为作业设置 `permissions: id-token: write`，或设置 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY。",
  "A role of Tencent Cloud is named, but this job may not ask GitHub for an identity token.":
    "已指定腾讯云角色，但此作业无权向 GitHub 申请身份令牌。",
  "ACTIONS_ID_TOKEN_REQUEST_URL is neither https nor on the loopback: the job's token would cross the network readable.":
    "ACTIONS_ID_TOKEN_REQUEST_URL 既不是 https，也不在本机回环地址上：作业的令牌会以明文经过网络。",
  "Leave the variable as GitHub's runner sets it.": "请保留 GitHub 运行器为该变量设置的值。",
  "GitHub's token service": "GitHub 的令牌服务",
  "GitHub's token service answers with status {1}": "GitHub 的令牌服务返回状态码 {1}",
  "GitHub gives this job no identity token (status {1}).": "GitHub 没有为此作业签发身份令牌（状态码 {1}）。",
  "Run the job again in a few minutes; nothing was created or written.":
    "请在几分钟后再次运行作业；本次没有创建或写入任何内容。",
  "{1}.": "{1}。",
  "{1} can't be reached ({2})": "无法访问{1}（{2}）",
  "The answer of {1} can't be used: {2}.": "{1}的响应无法使用：{2}。",
  "Check that no proxy answers in its place, then run the job again; nothing was created or written.":
    "请确认没有代理代替它响应，然后再次运行作业；本次没有创建或写入任何内容。",
  "Tencent Cloud STS": "腾讯云 STS",
  "{1} has not answered within {2} s": "{1}在 {2} 秒内没有响应",
  "Tencent Cloud STS answers with status {1}": "腾讯云 STS 返回状态码 {1}",
  "Tencent Cloud STS fails: {1}": "腾讯云 STS 出错：{1}",
  "Tencent Cloud STS asks for fewer requests: {1}": "腾讯云 STS 要求减少请求：{1}",
  "Run the job again in a minute.": "请在一分钟后再次运行作业。",
  "Tencent Cloud STS does not give this job the role ({1}): {2}{3}":
    "腾讯云 STS 没有将角色授予此作业（{1}）：{2}{3}",
  ' GitHub\'s token says sub "{1}", aud "{2}".': "GitHub 的令牌中 sub 为“{1}”，aud 为“{2}”。",
  "; for a wait this long, allow sessions of {1} s in the role, too":
    "；等待时间较长，还须在角色中允许 {1} 秒的会话",
  "Compare the role, the identity provider, its client id and its public keys with {1}{2}.":
    "请对照 {1} 检查角色、身份提供商及其客户端 ID 和公钥{2}。",
  "Let the role's conditions name exactly this sub and aud, and the identity provider hold GitHub's present public keys ({1}){2}.":
    "请让角色的条件与上述 sub 和 aud 完全一致，并让身份提供商保存 GitHub 当前的公钥（{1}）{2}。",
  "Check the network, the proxy and ses.endpoint, then run again.":
    "请检查网络、代理和 ses.endpoint，然后再次运行。",
  "Check ses.endpoint and the proxy: SES itself never answers so.":
    "请检查 ses.endpoint 和代理：SES 自身不会这样响应。",
  "Check ses.endpoint and the network: SES does not redirect, so something in between does.":
    "请检查 ses.endpoint 和网络：SES 不会重定向，因此是中间的设备或服务所为。",
  "Check the network: something in between, a proxy or a sign-in page, answers for SES.":
    "请检查网络：有代理或登录页面等中间设备代替 SES 响应。",
  "Check ses.endpoint and the network: something in between answers for SES.":
    "请检查 ses.endpoint 和网络：有中间设备代替 SES 响应。",
} as const;
