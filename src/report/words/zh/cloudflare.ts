/** What Cloudflare refuses, in the words of its dashboard where those are names. */
export const CLOUDFLARE = {
  "{1} keeps the {2} record at {3} locked.": "{3} 的 {2} 记录被 {1} 锁定。",
  "Unlock the records in Email Routing's settings in Cloudflare's dashboard, or choose another sender domain.":
    "请在 Cloudflare 控制台的 Email Routing 设置中解锁这些记录，或选择其他发信域名。",
  "Change it in the product of Cloudflare's that made it, or choose another sender domain.":
    "请在创建该记录的 Cloudflare 产品中修改，或选择其他发信域名。",
  "{1} ({2}).": "{1}（{2}）。",
  "Cloudflare asks for fewer requests": "Cloudflare 要求减少请求",
  "Wait five minutes and run the same command again.": "请等待五分钟后再次运行相同的命令。",
  "Cloudflare asks for no request within {1}": "Cloudflare 要求在 {1}内不再发送请求",
  "Cloudflare refused in a way that ses-onboard does not know": "Cloudflare 以未知的方式拒绝了请求",
  "Run with {1} and look the code up in Cloudflare's documentation.":
    "请加上 {1} 运行，并在 Cloudflare 文档中查询该错误码。",
  "Cloudflare's API could not be reached or failed": "无法连接 Cloudflare 的 API，或 API 出错",
  "Cloudflare's API could not be reached ({1}).": "无法连接 Cloudflare 的 API（{1}）。",
  "Cloudflare does not accept the API token": "Cloudflare 不接受该 API 令牌",
  "Check CLOUDFLARE_API_TOKEN: an API token (not the Global API Key), unexpired, without a line break.":
    "请检查 CLOUDFLARE_API_TOKEN：应为未过期、不含换行的 API 令牌（不是 Global API Key）。",
  "The zone holds as many records as its plan allows": "该区域的记录数已达套餐上限",
  "An A, AAAA or CNAME record stands at the name": "该名称已有 A、AAAA 或 CNAME 记录",
  "Remove that record, or choose another sender domain.": "请删除该记录，或选择其他发信域名。",
  "The API token may not do this": "该 API 令牌没有此操作的权限",
  "Give the token Zone:Read and DNS:Edit, and include this zone in its resources.":
    "请为令牌授予 Zone:Read 和 DNS:Edit 权限，并将该区域加入其资源范围。",
  "Somebody else changed these records meanwhile": "这些记录在此期间被其他人修改",
  "Cloudflare refuses the record's value": "Cloudflare 拒绝该记录值",
  "Look at the facts for what it names, and report it if the value came from ses-onboard.":
    "请查看详情中指出的内容；如果该值由 ses-onboard 生成，请反馈。",
  "Cloudflare has no zone with this id": "Cloudflare 没有此 id 的区域",
  "Check zoneId, and that the token belongs to the account that holds the zone.":
    "请检查 zoneId，并确认令牌属于持有该区域的账号。",
  "The API token is good, and may not be used from this machine's address":
    "API 令牌有效，但不允许从本机地址使用",
  "Add this address to the token's client IP filter (IPv4 and IPv6), or run where the filter lets it through.":
    "请将本机地址加入令牌的客户端 IP 过滤（IPv4 和 IPv6），或在允许的地址上运行。",
  "The API token is good, and does not include the zone with this zoneId":
    "API 令牌有效，但不包含此 zoneId 的区域",
  "Include the zone in the token's zone resources, or correct zoneId.":
    "请将该区域加入令牌的区域资源，或修正 zoneId。",
  "NS records stand at the name: it is delegated to other name servers":
    "该名称有 NS 记录，已委派给其他 DNS 服务器",
  "Write to the zone that it is delegated to, remove its NS records, or choose another sender domain.":
    "请写入其委派到的区域，或删除其 NS 记录，或选择其他发信域名。",
  "Cloudflare listed something that is not a DNS record.": "Cloudflare 列出了不是 DNS 记录的内容。",
  "Cloudflare listed something that is not a zone.": "Cloudflare 列出了不是区域的内容。",
  "Make an API token with Zone:Read and DNS:Edit on the zone, and pass it as CLOUDFLARE_API_TOKEN.":
    "请创建对该区域具有 Zone:Read 和 DNS:Edit 权限的 API 令牌，并通过 CLOUDFLARE_API_TOKEN 传入。",
  "There is no API token for Cloudflare.": "没有 Cloudflare 的 API 令牌。",
  "The API token for Cloudflare holds a space, a line break or a character outside ASCII.":
    "Cloudflare 的 API 令牌含有空格、换行或非 ASCII 字符。",
  "Cloudflare's listing does not hold what its page numbers say.": "Cloudflare 的列表与其页码不符。",
  "A request to Cloudflare's API was answered with more than {1} MB, the most that is read of one answer.":
    "代替 Cloudflare API 作出响应的一方发送了超过 {1} MB 的内容，超出单个响应的读取上限。",
  "Look for a proxy or a sign-in page between here and the API, and at baseUrl or CLOUDFLARE_BASE_URL.":
    "请检查本机与 API 之间是否有代理或登录页面，并检查 baseUrl 或 CLOUDFLARE_BASE_URL。",
  "A proxy or firewall, and not Cloudflare's API, refused (403).":
    "拒绝请求（403）的是代理或防火墙，而不是 Cloudflare 的 API。",
  "Have it let requests to the API through; the API token is not the reason.":
    "请让其放行发往该 API 的请求；原因不在 API 令牌。",
  "Something that is not Cloudflare's API answered in its place.": "作出响应的不是 Cloudflare 的 API。",
  "The zone with the configured id is {1}, and not {2}.": "所配置 id 的区域是 {1}，而不是 {2}。",
  "Leave zoneId out, or give the id that Cloudflare's dashboard shows for the zone.":
    "请不设置 zoneId，或填写 Cloudflare 控制台显示的该区域的 id。",
} as const;
