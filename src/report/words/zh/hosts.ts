/** Adapters of DNS hosts: how one is found, what all of them share, what is done by hand, and how long one waits. */
export const HOSTS = {
  "{1} seconds": "{1} 秒",
  "{1} minutes": "{1} 分钟",
  "{1} hours": "{1} 小时",
  "a minute": "一分钟",
  "a day or more": "一天或更久",
  "it is none of the built-in ones": "它不是内置的服务商",
  "it {1}": "它 {1}",
  "it can't be read: {1}": "无法读取：{1}",
  "there is no such file": "没有这个文件",
  "it can't be loaded: {1}{2}": "无法加载：{1}{2}",
  " (line {1})": "（第 {1} 行）",
  "it has not finished loading after {1} s": "{1} 秒后仍未加载完成",
  "it does not keep the contract: {1}": "它不符合适配器接口约定：{1}",
  '"{1}" is no provider that can be used: {2}.': "“{1}”不是可用的服务商：{2}。",
  " (node -c {1} shows the place)": "（可用 node -c {1} 查看出错位置）",
  "Correct {1}{2}, and run the same command again.": "请修正 {1}{2}，然后再次运行相同的命令。",
  "Correct what {1} exports; docs/how-to/add-a-dns-host.md has the contract.":
    "请修正 {1} 的导出内容；接口约定见 docs/how-to/add-a-dns-host.md。",
  "Write ./{1} for the file of that name: without ./ it means an installed package.":
    "如果指的是该名称的文件，请写 ./{1}：不带 ./ 表示已安装的包。",
  "Name one of {1}, or the path (./adapter.mjs) or package of an adapter that follows the contract.":
    "请从 {1} 中选择一个，或给出符合接口约定的适配器的路径（./adapter.mjs）或包名。",
  "Run the same command again: it reads and plans anew.": "请再次运行相同的命令：程序会重新读取并规划。",
  "Run the same command again.": "请再次运行相同的命令。",
  "Run the same command again with {1}; if it stays, report its output.":
    "请加上 {1} 再次运行相同的命令；如果依旧如此，请提交其输出。",
  "Run the same command again with {1} and report its output.":
    "请加上 {1} 再次运行相同的命令，并提交其输出。",
  "Wait {1} and run the same command again.": "请等待 {1}后再次运行相同的命令。",
  "Remove the record in the way, or choose another sender domain.": "请删除冲突的记录，或选择其他发信域名。",
  "Remove records that are no longer needed, or change the plan.": "请删除不再需要的记录，或更换套餐。",
  "Check the network, the proxy and the endpoint, then run again.":
    "请检查网络、代理和接入点，然后再次运行。",
  "This adapter does not write {1} records.": "该适配器不支持写入 {1} 记录。",
  "Create the record by hand, then run the same command again.": "请手动创建该记录，然后再次运行相同的命令。",
  "The {1} value holds octets that are no UTF-8, and the API of {2} takes text alone.":
    "{1} 记录值含有非 UTF-8 字节，而 {2} 的 API 只接受文本。",
  "Write the record by hand in the console of {1}, then run the same command again.":
    "请在 {1} 控制台手动写入该记录，然后再次运行相同的命令。",
  "The DNS host has not answered within {1} s.": "DNS 服务商在 {1} 秒内没有响应。",
  "Check the network, the proxy, and the address of its API where a setting names one; then run again.":
    "请检查网络、代理，以及设置中的 API 地址（如有），然后再次运行。",
  "A paused {1} record at {2} has the very value that is to be written, and {3} takes no second one.":
    "{2} 有一条已暂停的 {1} 记录，其值正是要写入的值，而 {3} 不接受重复的记录。",
  "Resume that record in the console of {1}, or remove it; then run the same command again.":
    "请在 {1} 控制台启用该记录或将其删除，然后再次运行相同的命令。",
  "The {1} records at {2} are not those that were read before.": "{2} 的 {1} 记录与之前读取的不同。",
  "At {1} stands {2}, which somebody else wrote meanwhile, beside our {3} {4}.":
    "{1} 有其他人在此期间写入的 {2}，与本程序写入的 {3} {4} 并存。",
  "Somebody else changed the {1} record at {2} meanwhile.": "{2} 的 {1} 记录在此期间被其他人修改。",
  "The DNS host keeps the {1} records at {2} from being written ({3}).":
    "DNS 服务商不允许写入 {2} 的 {1} 记录（{3}）。",
  "Unlock or remove these records at the DNS host, or choose another sender domain.":
    "请在 DNS 服务商处解锁或删除这些记录，或选择其他发信域名。",
  "A CNAME record can't stand beside other records at {1}.": "{1} 的 CNAME 记录不能与其他记录并存。",
  "{1} The change may have arrived all the same.": "{1}但该变更可能已经生效。",
  "A write into {1} was begun, although a person changes that zone by hand.":
    "程序试图写入由人工修改的 {1}。",
  "Report this; nothing was written.": "请反馈此问题；没有写入任何内容。",
  "Report this; nothing was asked.": "请反馈此问题；没有发出任何查询。",
  "The records of {1} are read from all of its name servers, and not all can be asked: {2}.":
    "{1} 的现有记录需从其全部 DNS 服务器读取，但并非都能查询：{2}。",
  "Have all name servers of {1} answer, or take those that don't out of its delegation, then run again.":
    "请让 {1} 的所有 DNS 服务器恢复响应，或从 NS 记录中去掉没有响应的服务器，然后再次运行。",
  "The name servers don't agree on {1}: {2}, and {3}.": "DNS 服务器对 {1} 的响应不一致：{2}；{3}。",
  "A secondary usually has a change within a minute. Run again when all of them serve the same.":
    "从服务器通常在一分钟内收到变更。请在所有服务器一致后再次运行。",
  "The adapter manual was given no way to the name servers.": "适配器 manual 没有查询 DNS 服务器的途径。",
} as const;
