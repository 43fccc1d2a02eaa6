/** What name servers say of their zone and of a record, each behind the server's name; and what a person mistyped. */
export const SERVERS = {
  "answers without authority (AA=0): it is not set up as a server of the zone":
    "的应答不具权威性（AA=0）：它没有被设置为该 DNS 区域的服务器",
  "has an alias (CNAME to {1}) at the zone's own name, where nothing may stand beside it":
    "在区域自身的名称上有 CNAME 记录（指向 {1}），CNAME 旁不允许有其他记录",
  "answers for a zone, but has no SOA record at this name": "有某个 DNS 区域，但该名称上没有 SOA 记录",
  "has no SOA record at this name, and answers for {1}": "在该名称上没有 SOA 记录，它解析的是 {1}",
  "says that the zone's own name does not exist (NXDOMAIN)": "称区域自身的名称不存在（NXDOMAIN）",
  "sends us on to {1}: it has given the zone away": "让我们去问 {1}：它已把该区域交给别的服务器",
  "fails (SERVFAIL{1}): it could not load or fetch the zone":
    "解析失败（SERVFAIL{1}）：它无法加载或获取该区域",
  "sends an answer that can't be read ({1})": "的应答无法读取（{1}）",
  "each of {1} {2}": "{1} 均{2}",
  "refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host":
    "拒绝应答（REFUSED）：它没有该区域：在服务商处被暂停、已删除或尚未创建",
  "says that it is not responsible (NOTAUTH): it does not hold the zone":
    "称不归它负责（NOTAUTH）：它没有该区域",
  "answers without authority (AA=0): it does not hold the zone itself{1}":
    "的应答不具权威性（AA=0）：它自己没有该区域{1}",
  "sends us back up: it does not know the zone": "让我们回到上级：它不知道该区域",
  "answers out of a zone above: it does not hold this one{1}": "用上级区域应答：它没有该区域{1}",
  "sends us on to {1} for the very zone: it does not hold it": "对该区域让我们去问 {1}：它没有该区域",
  "does not know this kind of question (NOTIMP)": "不支持这种查询（NOTIMP）",
  " (resolvers take its {1})": "（递归服务器会采信它的 {1}）",
  "does not answer": "没有应答",
  "takes no questions there (connection refused)": "的该端口上没有 DNS 服务（连接被拒绝）",
  "can't be asked from here (no IPv{1})": "无法从本机查询（没有 IPv{1}）",
  "breaks the connection off": "中断了连接",
  ", error {1}": "，错误 {1}",
  "is an alias (CNAME), which the name of a name server must not be":
    "是 CNAME 别名，DNS 服务器的名称不允许这样",
  "are aliases (CNAME), which the name of a name server must not be":
    "是 CNAME 别名，DNS 服务器的名称不允许这样",
  "lies in the zone itself, and the zone above gives no address for it (missing glue)":
    "位于该区域之内，而上级区域没有给出它的地址（缺少 glue 记录）",
  "lie in the zone itself, and the zone above gives no addresses for them (missing glue)":
    "位于该区域之内，而上级区域没有给出它们的地址（缺少 glue 记录）",
  "needs itself: to find its address, servers have to be asked whose addresses it has":
    "的地址取决于自身：要查到它的地址，必须先问由它解析地址的服务器",
  "need each other: to find the address of one, servers have to be asked whose addresses the others have":
    "的地址互相依赖：要查到其中一个的地址，必须先问由其他几个解析地址的服务器",
  "has an address that could not be found: no server gave a usable answer":
    "的地址无法查到：没有服务器给出可用的应答",
  "have addresses that could not be found: no server gave a usable answer":
    "的地址无法查到：没有服务器给出可用的应答",
  "has no address: there is no such name, or no A or AAAA record at it":
    "没有地址：该名称不存在，或没有 A、AAAA 记录",
  "have no address: there are no such names, or no A or AAAA records at them":
    "没有地址：这些名称不存在，或没有 A、AAAA 记录",
  "serves {1}": "已有 {1}",
  "serves another value of {1}": "对 {1} 返回其他值",
  "has the name, but no record, for {1}": "有该名称，但没有记录：{1}",
  "says that there is no such name: {1}": "称该名称不存在：{1}",
  "answers with an alias for {1}": "对 {1} 返回 CNAME 别名",
  "refers elsewhere for {1}": "对 {1} 让我们去问别的服务器",
  "says that it is not responsible for {1}": "不负责解析 {1}",
  "fails (SERVFAIL) on {1}": "对 {1} 解析失败（SERVFAIL）",
  "does not answer about {1}": "对 {1} 没有应答",
  "sends an answer that can't be read about {1}": "对 {1} 的应答无法读取",
  " (out of a zone above)": "（用上级区域应答）",
  " (without authority, AA=0)": "（应答不具权威性，AA=0）",
  "{1} holds quotation marks": "{1} 中含有引号",
  "{1} has blanks, tabs or line breaks where none were asked for": "{1} 中有多余的空格、制表符或换行",
  "{1} has other capital and small letters": "{1} 的字母大小写不同",
  "{1} ends too early": "{1} 不完整，末尾缺失",
  "in {1} the zone's name stands behind the host": "{1} 中主机名之后多了区域名",
  "{1} stands there instead": "该处的值是 {1}",
  "{1} was to go and still stands beside it": "应删除的 {1} 仍在旁边",
  "{1} was to stay and is gone": "应保留的 {1} 已不在",
  "it stands at {1} instead": "它被填写到了 {1}",
  "and {1} more": "以及另外 {1} 项",
  "not every name server serves the same": "各 DNS 服务器返回的内容不一致",
  "none of its name servers answers for it": "它的 DNS 服务器均未应答",
  "fewer than half of its name servers answer for it": "只有不到一半的 DNS 服务器应答",
  ", since {1}": "，因为 {1}",
} as const;
