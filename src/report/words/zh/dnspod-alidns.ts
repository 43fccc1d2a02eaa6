/** What DNSPod and Alibaba Cloud DNS refuse, in the terms of their Chinese consoles (November 2026). */
export const DNSPOD_ALIDNS = {
  "Check the key (DNSPOD_SECRET_ID and DNSPOD_SECRET_KEY, else those of Tencent Cloud), and that the site is the one where it was made.":
    "请检查密钥（DNSPOD_SECRET_ID 和 DNSPOD_SECRET_KEY；未设置时使用腾讯云的密钥），并确认密钥是在所用的站点创建的。",
  "Give the key a policy in CAM that allows what {1} lists for this zone.":
    "请在访问管理（CAM）中为该密钥授予 {1} 所列的该域名的权限。",
  "Have the account verified in Tencent Cloud's console (real name, mailbox, phone): DNSPod changes nothing before.":
    "请在腾讯云控制台完成账号认证（实名、邮箱、手机）：在此之前 DNSPod 不允许修改。",
  "Use a key of the account that holds the zone, or have the zone shared with this one for writing.":
    "请使用持有该域名的账号的密钥，或将该域名以可写权限共享给当前账号。",
  "Unlock the zone in DNSPod's console, then run the same command again.":
    "请在 DNSPod 控制台解锁该域名，然后再次运行相同的命令。",
  "Have DNSPod lift the ban on the zone (a ticket in its console), or choose another sender domain.":
    "请在控制台提交工单，请 DNSPod 解除对该域名的封禁，或选择其他发信域名。",
  "Look at the facts for what DNSPod names, and report it if the value came from ses-onboard.":
    "请查看详情中 DNSPod 指出的内容；如果该值由 ses-onboard 生成，请反馈。",
  "Remove records that are no longer needed, or change the zone's plan at DNSPod.":
    "请删除不再需要的记录，或更换该域名在 DNSPod 的套餐。",
  "Check that the zone is still in this account; DNSPod's China and international accounts don't see each other's zones.":
    "请确认该域名仍在此账号中；DNSPod 的中国站账号与国际站账号互相看不到对方的域名。",
  "Allow this machine's address to the key in CAM or DNSPod, or run where it is allowed.":
    "请在 CAM 或 DNSPod 中允许该密钥从本机地址使用，或在允许的地址上运行。",
  "Check the endpoint of DNSPod: its API (version 2021-03-23) is not there.":
    "请检查 DNSPod 的接入点：该处没有其 API（版本 2021-03-23）。",
  "Give a longer TTL ({1}): the zone's plan at DNSPod takes no shorter one.":
    "请设置更大的 TTL（{1}）：该域名在 DNSPod 的套餐不支持更小的值。",
  "Check the endpoint of DNSPod and the network: something in between, a proxy or a sign-in page, answers for it.":
    "请检查 DNSPod 的接入点和网络：有代理或登录页面等中间设备代替它作出了响应。",
  "Check the network, the proxy and the endpoint of DNSPod, then run again.":
    "请检查网络、代理和 DNSPod 的接入点，然后再次运行。",
  "Check the endpoint of DNSPod and the proxy: DNSPod itself never answers so.":
    "请检查 DNSPod 的接入点和代理：DNSPod 本身不会这样响应。",
  "DNSPod's answer can't be used: {1}.": "DNSPod 的响应无法使用：{1}。",
  "The key for DNSPod is not complete: {1} is set, and {2} is not.":
    "DNSPod 的密钥只设置了 {1}，没有设置 {2}。",
  "There is no key for DNSPod, and none of Tencent Cloud's.": "没有 DNSPod 的密钥，也没有腾讯云的密钥。",
  "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY; where the zone is in another account, DNSPOD_SECRET_ID and DNSPOD_SECRET_KEY.":
    "请设置 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY；如果域名在其他账号，请设置 DNSPOD_SECRET_ID 和 DNSPOD_SECRET_KEY。",
  'The setting {1} of DNSPod {2}; "{3}" is not.': "DNSPod 的设置 {1} 不能是“{3}”（{2}）。",
  "Correct {1} of this provider in the config, or {2}.": "请修正配置中该服务商的 {1}，或修正 {2}。",
  "DNSPod keeps the zone {1} locked (LOCK): its records can't be changed.":
    "DNSPod 已锁定域名 {1}（LOCK）：无法修改其记录。",
  "Check the AccessKey (ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET) and that it is enabled in RAM.":
    "请检查 AccessKey（ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET），并确认它在 RAM 中已启用。",
  "Get fresh temporary credentials: the security token is expired or of another key.":
    "请获取新的临时凭证：安全令牌已过期，或属于其他密钥。",
  "Give the RAM user a policy that allows what {1} lists for this zone.":
    "请为该 RAM 用户授予 {1} 所列的该域名的权限。",
  "Have the account verified in Alibaba Cloud's console (real name), then run the same command again.":
    "请在阿里云控制台完成账号实名认证，然后再次运行相同的命令。",
  "Look at the facts for what Alibaba Cloud DNS names, and report it if the value came from ses-onboard.":
    "请查看详情中阿里云云解析 DNS 指出的内容；如果该值由 ses-onboard 生成，请反馈。",
  "Give a longer TTL ({1}): the zone's edition takes no shorter one.":
    "请设置更大的 TTL（{1}）：该域名的版本不支持更小的值。",
  "Remove records that are no longer needed, or change the zone's edition at Alibaba Cloud DNS.":
    "请删除不再需要的记录，或更换该域名在阿里云云解析 DNS 的版本。",
  "Check that the zone is still in this account of Alibaba Cloud's.": "请确认该域名仍在此阿里云账号中。",
  "Unlock the record in the console of Alibaba Cloud DNS, then run the same command again.":
    "请在阿里云云解析 DNS 控制台解锁该记录，然后再次运行相同的命令。",
  "Look at the zone in the console of Alibaba Cloud DNS: its records can't be changed as it is; then run again.":
    "请在阿里云云解析 DNS 控制台查看该域名：按其当前状态无法修改记录；处理后再次运行。",
  "Check the endpoint (ALIDNS_ENDPOINT): this API (version 2015-01-09) is not there.":
    "请检查接入点（ALIDNS_ENDPOINT）：该处没有此 API（版本 2015-01-09）。",
  "Check the endpoint (ALIDNS_ENDPOINT) and the network: something in between, a proxy or a sign-in page, answers for Alibaba Cloud DNS.":
    "请检查接入点（ALIDNS_ENDPOINT）和网络：有代理或登录页面等中间设备代替阿里云云解析 DNS 作出了响应。",
  "Alibaba Cloud DNS can't hold this TXT value: it {1}.": "阿里云云解析 DNS 无法保存该 TXT 值：{1}。",
  "Shorten or correct the value, or host the domain's DNS elsewhere.":
    "请缩短或修正该值，或将域名的 DNS 托管在其他服务商。",
  "The request {1} to {2} was answered with HTTP status {3}.":
    "代替 {2} 响应 {1} 的一方返回了 HTTP 状态 {3}。",
  "The request {1} to {2} was answered with too much: {3}.": "代替 {2} 响应 {1} 的一方发送了过多内容：{3}。",
  "The answer of {1} can't be used: {2}.": "{1} 的响应无法使用：{2}。",
  "The AccessKey for Alibaba Cloud DNS is not complete: {1} is set, and {2} is not.":
    "阿里云云解析 DNS 的 AccessKey 只设置了 {1}，没有设置 {2}。",
  "There is no AccessKey for Alibaba Cloud DNS.": "没有阿里云云解析 DNS 的 AccessKey。",
  "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.":
    "请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET。",
} as const;
