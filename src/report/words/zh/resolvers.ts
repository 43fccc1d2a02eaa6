/** How public resolvers fail by HTTPS, and what can be done about it. */
export const RESOLVERS = {
  "Name servers can't be asked from here, and no public resolver answers by HTTPS: {1}.":
    "从本机无法查询 DNS 服务器，公共 DNS 也没有一个通过 HTTPS 给出答案：{1}。",
  "Allow outgoing UDP and TCP to {1} from here, or HTTPS to one of these resolvers; or name another one in dns.doh of the config, or run from a host on another network.":
    "请放行本机发往{1} 的出站 UDP 和 TCP，或到其中一个公共 DNS 的 HTTPS；或在配置的 dns.doh 中指定其他 DNS，或在其他网络的主机上运行。",
  "Name servers can't be asked from here, and public resolvers do not all say the same of who serves {1}: {2}.":
    "从本机无法查询 DNS 服务器，且各公共 DNS 对由谁提供 {1} 的解析答案不一致：{2}。",
  "Name servers can't be asked from here, and no two public resolvers tell who serves {1}: {2}.":
    "从本机无法查询 DNS 服务器，且没有两个公共 DNS 说明由谁提供 {1} 的解析：{2}。",
  "There is no DNS zone {1} as far as public resolvers know, which were asked by HTTPS: {2}.":
    "据通过 HTTPS 查询的公共 DNS 所知，不存在 DNS 区域 {1}：{2}。",
  "Check the spelling of {1}; if it is right, have the filter or portal of this network let the resolvers through unaltered, or run from a host on another network.":
    "请检查 {1} 的拼写；如果无误，请让本网络的过滤设备或登录门户原样放行到公共 DNS 的流量，或在其他网络的主机上运行。",
  "{1} answers that there is no such zone, without the SOA record of the zone above":
    "{1} 表示没有该区域，但未附上级区域的 SOA 记录",
  "each of {1}": "{1} ",
  "the proxy {1} made no connection: {2}": "代理 {1} 未能建立连接：{2}",
  "the proxy {1} answers CONNECT with status {2}": "代理 {1} 以状态 {2} 应答 CONNECT",
  "{1} names {2}": "{1} 给出的是 {2}",
  "{1} knows no such zone": "{1} 表示没有该区域",
  "If the name servers of {1} were changed lately, run again after {2}, when resolvers have forgotten the former ones; else allow outgoing UDP and TCP to {3} from here, or run from a host on another network.":
    "如果最近更换过 {1} 的 DNS 服务器，请在 {2} 之后再次运行，届时公共 DNS 已不再记得原来的服务器；否则请放行本机发往{3}的出站 UDP 和 TCP，或在其他网络的主机上运行。",
  "has said nothing so far": "到目前为止没有响应",
  "can't look the zone up (SERVFAIL)": "查询该区域失败（SERVFAIL）",
  "refuses the question (REFUSED)": "拒绝查询（REFUSED）",
  "gives an answer that fits no question": "给出的响应与查询不符",
  "says that the zone's name is an alias": "表示该区域名是一个别名",
  "Name a resolver that takes questions from here in dns.doh of the config (or in SES_ONBOARD_DNS_DOH), or have this one let us in.":
    "请在配置的 dns.doh（或 SES_ONBOARD_DNS_DOH）中指定接受本机查询的 DNS，或让该 DNS 允许本机查询。",
  "Correct the path of the resolver's URL (dns.doh in the config); most have /dns-query.":
    "请修正该 DNS 的 URL 路径（配置中的 dns.doh）；大多数为 `/dns-query`。",
  "Correct the name in dns.doh of the config, or give the resolver's address in its place.":
    "请修正配置的 dns.doh 中的主机名，或改用该 DNS 的 IP 地址。",
  "Have the filter or portal of this network let the resolver through unaltered, or name one that it allows in dns.doh of the config.":
    "请让本网络的过滤设备或登录门户原样放行到该 DNS 的流量，或在配置的 dns.doh 中指定它允许的 DNS。",
  "Run again in a while, or name another resolver in dns.doh of the config.":
    "请稍后再次运行，或在配置的 dns.doh 中指定其他 DNS。",
  "accepts no connection": "不接受连接",
  "refuses the connection": "拒绝连接",
  "closes the connection without an answer": "未给出响应就关闭了连接",
  "can't be reached from this network": "从本网络无法到达",
  "says nothing within {1} s": "在 {1} 秒内没有响应",
  "{1} (HTTP status {2})": "{1}（HTTP 状态 {2}）",
  "gives no answer of DNS": "没有给出 DNS 响应",
  "does not understand the question": "无法理解该查询",
  "asks for a login": "要求登录",
  "refuses questions from here": "拒绝来自本机的查询",
  "has no such page": "没有该页面",
  "takes no question by POST": "不接受 POST 查询",
  "has no such page any more": "已不再有该页面",
  "takes no question of DNS": "不接受 DNS 查询",
  "was asked too often": "表示查询过于频繁",
  "may not answer here": "不被允许在此响应",
  "takes another version of HTTP": "要求其他版本的 HTTP",
  "wants a login to this network": "要求先登录本网络",
  "sends us elsewhere": "将请求重定向到别处",
  fails: "出错",
  "gives an answer that names no type": "给出的响应没有内容类型",
  "gives a web page": "给出的是网页",
  "gives {1} and no DNS message": "给出的是 {1}，而不是 DNS 报文",
  "gives an empty answer": "给出空响应",
  "gives more than a DNS message holds": "给出的内容超过 DNS 报文的长度",
  "gives a broken DNS message": "给出的 DNS 报文有误",
  "answers another question": "回答了另一个查询",
  "has a name that is not found from here": "的主机名从本机无法解析",
  "speaks HTTP that can't be understood ({1})": "的 HTTP 无法理解（{1}）",
  "is not reached ({1})": "无法连接（{1}）",
  "shows the certificate of another host": "出示的是其他主机的证书",
  "shows a certificate that has expired": "出示的证书已过期",
  "shows a certificate that does not hold yet": "出示的证书尚未生效",
  "shows a certificate of an authority that is not trusted here ({1})":
    "出示的证书由本机不信任的 CA 签发（{1}）",
  "speaks no TLS that can be understood ({1})": "的 TLS 无法理解（{1}）",
  "Set the clock of this machine if it is wrong; else have the certificate renewed, or name another endpoint.":
    "如果本机时钟有误，请校正；否则请让对方更新证书，或指定其他接入地址。",
};
