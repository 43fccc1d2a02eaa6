/** What `init` tells and asks. */
export const INIT: Readonly<Record<string, string>> = {
  'init writes for the built-in DNS hosts alone, and "{1}" is none of them.':
    "init 只为内置的 DNS 服务商写入文件，“{1}”不在其中。",
  "Write its entry by hand, as config.example.yaml shows, and try it: {1}.":
    "请按 config.example.yaml 手动写入其条目，然后测试：{1}。",
  "No sender domain is named.": "没有给出发信域名。",
  "Name it: {1}.": "请指定：{1}。",
  "Sender domain, like mail.example.com: ": "发信域名，例如 mail.example.com： ",
  "Site of Tencent Cloud": "腾讯云站点",
  Region: "地域",
  "{1} ({2}): ": "{1}（{2}）： ",
  "{1} ({2}) [{3}]: ": "{1}（{2}）[{3}]： ",
  '"{1}" is none of {2}{3}.': "“{1}”不在 {2} 之中{3}。",
  "Type one of these words.": "请输入其中之一。",
  "{1}.": "{1}。",
  "This package lacks its file {1}.": "安装包缺少文件 {1}。",
  "Install the package again, whole.": "请重新完整安装。",
  "The file {1} can't be written ({2}).": "无法写入文件 {1}（{2}）。",
  "Run it in the folder of a repository that you may write to, or move away what stands there.":
    "请在有写入权限的仓库目录中运行，或移走已有的同名文件。",
  "{1}: Tencent Cloud SES, site {2}, region {3}; DNS host {4}.":
    "{1}：腾讯云 SES，站点 {2}，地域 {3}；DNS 服务商 {4}。",
  "Make the keys, each with these rights and no more": "创建密钥，只授予以下权限",
  "Try them here": "在本机测试密钥",
  "Set these variables, then run:": "设置上述环境变量，然后运行：",
  "Give them to the repository, for the workflow": "把密钥交给仓库，供工作流使用",
  "First make its environments {1} (docs/github-action.md): the first one plans with keys that read, the second one asks somebody and writes. Each secret is asked for when its line runs:":
    "先创建环境 {1}（参见 docs/github-action.md）：前者用只读密钥生成计划，后者经人审批后写入。运行每一行时会询问相应的密钥：",
  "In the workflow replace {1} by the repository and the full SHA of a release.":
    "请在工作流中把 {1} 替换为仓库和某个发布版本的完整 SHA。",
  "A role in the place of stored keys: docs/github-action.md.":
    "用角色代替存储的密钥：参见 docs/github-action.md。",
  "The keys for {1} are taken at {2}, too; a zone in another account needs {3}.":
    "{2} 同样使用 {1} 的密钥；DNS 区域在其他账号时需要 {3}。",
  "No name server could be asked from here, so it is not known whether the zone is at {1}.":
    "从这里无法查询 DNS 服务器，因此未能确认 DNS 区域是否在 {1}。",
  "{1}: that is {2}, not {3}.": "{1}：那是 {2}，而不是 {3}。",
  "{1}: {2}.": "{1}：{2}。",
  Files: "文件",
  "To have them as they would be written:": "如需改写为将要写入的内容：",
  "{1} is written": "已写入 {1}",
  "{1} is there already, as it would be written": "{1} 已存在，内容一致",
  "{1} is written anew; lines that went and came:": "已重新写入 {1}；移除和新增的行：",
  "{1} is kept as it is; lines that would go and come:": "保留现有的 {1}；将会移除和新增的行：",
  "… and {1} more": "……另有 {1} 行",
};
