/** What was typed, files that were named, and the way back by a log. */
export const COMMAND_LINE = {
  "An adapter, or what it loads, called process.exit (status {1}).":
    "适配器或其加载的代码调用了 process.exit（状态 {1}）。",
  "Have the adapter throw an error instead; this program never ends itself so.":
    "请让它改为抛出错误；本程序自身不会这样结束。",
  "No folder for this step can be made in {1} ({2}).": "无法在 {1} 中为此步骤创建文件夹（{2}）。",
  "Let the step write to the folder that RUNNER_TEMP names, or make room on its disk.":
    "请允许此步骤写入 RUNNER_TEMP 指定的文件夹，或清理其磁盘空间。",
  "An approved plan is required, and plan and plan-hash are empty.":
    "需要已审批的计划，但 plan 和 plan-hash 均为空。",
  "Pass the outputs plan-hash or plan-path of the job that planned, and look whether it ended well.":
    "请传入生成计划的作业的输出 plan-hash 或 plan-path，并检查该作业是否正常结束。",
  "The input {1} is wrong: {2}.": "输入参数 {1} 有误：{2}。",
  "Correct {1} under `with:` in the workflow.": "请修正工作流中 `with:` 下的 {1}。",
  "{1} takes no value.": "{1} 不接受取值。",
  "Give {1} alone.": "请只写 {1}，不带取值。",
  "There is no log of {1}: no file of that name, and {2}.": "没有 {1} 的日志：没有该名称的文件，并且{2}。",
  "no folder for logs is known": "没有已知的日志文件夹",
  "none was kept in {1}": "{1} 中没有保留日志",
  "Name the file that `run --log` wrote. What was kept here is listed by {1}.":
    "请给出 `run --log` 写入的文件。此处保留的日志可用 {1} 列出。",
  "There is no option --no-{1}.": "没有选项 --no-{1}。",
  "Leave it away.": "请去掉该选项。",
  "--{1} is given twice: {2}.": "--{1} 重复给出：{2}。",
  "Give --{1} once.": "--{1} 只能给出一次。",
  'No DNS host is known here as "{1}"{2}.': "本工具不支持名为“{1}”的 DNS 服务商{2}。",
  "Name one of {1}, or the path of an adapter of your own, like ./adapter.mjs (docs/providers.md).":
    "请从 {1} 中选择一个，或给出自有适配器的路径，例如 ./adapter.mjs（参见 docs/providers.md）。",
  "There is nobody to ask, and no option says that the plan may be carried out.":
    "当前没有人可以确认，也没有任何参数表明可以按计划创建和写入。",
  "Give an approved plan by --plan or --plan-hash, or go on without one: {1}.":
    "请用 --plan 或 --plan-hash 给出已审批的计划，或者不经查看直接执行：{1}。",
  "Look at it with --dry-run, then have it put back: {1}.": "请先用 --dry-run 查看，再执行还原：{1}。",
  "Which domain? Name at least one, like mail.example.com.":
    "未指定域名，请至少给出一个发信域名，例如 mail.example.com。",
  "Name it in the input domain; a list of several is given in the input file.":
    "请在输入参数 domain 中给出；多个域名的列表用输入参数 file 给出。",
  "Name it behind the command: {1}. A list of several is given with --file.":
    "请在命令后给出域名：{1}。多个域名的列表用 --file 给出。",
  "{1} is named twice, by {2} and by {3}: one file can't be both.":
    "{1} 同时被 {2} 和 {3} 指定：同一个文件不能兼作两用。",
  "Name another file with {1}.": "请用 {1} 指定另一个文件。",
  "A rehearsal with --sandbox has the providers {1}, and no other.":
    "使用 --sandbox 演练时，--provider 只能是 {1}。",
  "Leave --provider away. A config of your own can be pointed at {1}.":
    "请去掉 --provider。自有配置可以指向 {1}。",
  "A rehearsal with --sandbox reads no config file: its addresses and credentials are real.":
    "使用 --sandbox 演练时不读取配置文件，因为其中的地址和凭证都是真实的。",
  "Leave --config away. A config of your own can be pointed at {1}.":
    "请去掉 --config。自有配置可以指向 {1}。",
  "--env: {1} is the file of a sandbox that still serves, at {2}.": "--env：{1} 属于仍在运行的沙箱（{2}）。",
  "Name another file, or end that sandbox first.": "请指定另一个文件，或先结束那个沙箱。",
  '"{1}" can\'t be placed: {2}': "“{1}”无法放置：{2}",
  "Write it as '{1}', like 'mail.example.test 300 TXT \"v=spf1 -all\"', at a name of a zone (--zone adds one).":
    '请写成 `{1}` 的形式，例如 `mail.example.test 300 TXT "v=spf1 -all"`，名称须在某个 DNS 区域之内（用 --zone 添加）。',
  '"{1}" is no domain name': "“{1}”不是域名",
  '"{1}" is not a duration like 500ms or 5s': "“{1}”不是 500ms 或 5s 这样的时长",
  '"{1}" is not a whole number': "“{1}”不是整数",
  "it is given twice": "重复给出",
  "Correct --{1}.": "请修正 --{1}。",
  "--{1}: {2}.": "--{1}：{2}。",
  "{1} tells nothing of {2}.": "{1} 中没有关于 {2} 的内容。",
  "Name one of {1}, or leave --domain away.": "请从 {1} 中选择一个，或去掉 --domain。",
  "Run {1} to see what it takes.": "请运行 {1} 查看可用的参数。",
  'There is no command "{1}".': "没有命令“{1}”。",
  "Say what to do with it: {1}.": "请说明要对它做什么：{1}。",
  'There is no command "{1}"{2}.': "没有命令“{1}”{2}。",
  "Run {1}.": "请运行 {1}。",
  '{1} does not know what to do with "{2}".': "{1} 不接受“{2}”。",
  "{1} has no option {2}{3}.": "{1} 没有选项 {2}{3}。",
  "{1} writes nothing in any case, and has no option {2}.": "{1} 在任何情况下都不写入，也没有选项 {2}。",
  "This Node.js was started without {1}.": "此 Node.js 启动时禁用了 {1}。",
  "Take what switches it off out of NODE_OPTIONS or the command: --jitless, --no-experimental-fetch.":
    "请从 NODE_OPTIONS 或启动命令中去掉禁用它的选项：--jitless、--no-experimental-fetch。",
  "; {1} has it": "；{1} 有此选项",
  "; {1} have it": "；{1} 有此选项",
  "See what would be done, with nothing written: {1}.": "查看将要执行的操作而不写入任何内容：{1}。",
  "--{1} needs a value.": "--{1} 需要一个值。",
  "Which event log? Name the file that `run --log` wrote.": "未指定事件日志，请给出 `run --log` 写入的文件。",
  "--{1} {2} is not what the plan of {3} was made with ({4}).":
    "--{1} {2} 与生成 {3} 的计划时所用的值（{4}）不同。",
  "Leave {1} away, or plan again with it.": "请去掉 {1}，或用它重新生成计划。",
  "The file {1} is there already, and it is no {2} of ours.": "文件 {1} 已存在，且不是本程序写入的 {2}。",
  "Name another file with {1}, or move this one away.": "请用 {1} 指定另一个文件，或移走此文件。",
  "it is a symbolic link, which is not followed": "它是符号链接，程序不会跟随",
  "it is no regular file": "它不是普通文件",
  "it is another user's, who could read it": "它属于另一个用户，该用户可以读取",
  "it is a folder": "它是文件夹",
  "The {1} {2} can't be written ({3}).": "无法写入 {1} {2}（{3}）。",
  "Name a file in an existing, writable folder with {1}.": "请用 {1} 指定一个已存在且可写的文件夹中的文件。",
  "The {1} {2} could not be written to its end ({3}).": "未能写完 {1} {2}（{3}）。",
  "event log": "事件日志",
  report: "报告",
  "Make room there, or name a file on another disk with {1}.": "请释放空间，或用 {1} 指定其他磁盘上的文件。",
  "Look at what keeps it from being written, then run {1}.": "请查看无法写入的原因，然后运行 {1}。",
  "The output on stdout did not arrive ({1}).": "写到标准输出的内容没有送达（{1}）。",
  "Look at who reads it, or at its disk, then run {1}.": "请查看读取它的程序或其磁盘，然后运行 {1}。",
  "no space is left on its disk": "磁盘空间已满",
  "no space is left for this user": "该用户的空间配额已用尽",
  "no file may be larger here": "此处不允许更大的文件",
  "its folder is not there": "它所在的文件夹不存在",
  "its reader has left": "读取方已退出",
  "its reader does not read": "读取方没有读取",
  "it was removed meanwhile": "文件在此期间被删除",
  "it was cut meanwhile": "文件在此期间被截断",
  "The event log tells of a write of {1}, and not of the zone that it went to.":
    "事件日志记录了对 {1} 的写入，但没有记录写入的 DNS 区域。",
  "Give the whole log of the run ({1}), as it was written.": "请原样给出该次运行的完整日志（{1}）。",
  "The plan {1} can't be used: {2}.": "计划 {1} 无法使用：{2}。",
  "Plan again into a file, and have that one approved where somebody has to.":
    "请重新生成计划文件；如需审批，请重新审批。",
  "it is no JSON": "它不是 JSON",
  "it is not as a plan is written ({1}: {2})": "它不是计划文件的格式（{1}：{2}）",
  "it has two plans of one domain": "同一个域名在其中有两份计划",
  "it has a record that is not at or below {1}": "其中有一条记录不在 {1} 或其下级名称",
  "its values are not those that its hash is of": "其中的值与其哈希不符",
  "it is {1}": "它{1}",
  "it can't be read ({1})": "无法读取（{1}）",
  "There is no kept log to take away.": "没有可删除的日志。",
  "Taken away:": "已删除：",
  "No folder for logs is known here, so none was kept.": "此处没有已知的日志文件夹，因此没有保留日志。",
  "No log is kept in {1}.": "{1} 中没有保留日志。",
  "Kept in {1}, each domain in a file of its own:": "保留在 {1} 中，每个域名一个文件：",
  "no result": "没有结果",
  "began (UTC)": "开始时间（UTC）",
  ended: "结果",
  command: "命令",
  domain: "域名",
  "{1} tells of no run.": "{1} 中没有任何一次运行的记录。",
  "{1}:{2}: {3}.": "{1}:{2}：{3}。",
  "A line of the event log {1} is {2}.": "事件日志 {1} 中有一行无法读取：{2}。",
  "The event log, or a line of it, {1} is {2}.": "事件日志 {1} 或其中一行无法读取：{2}。",
  "The event log {1} can't be read ({2}).": "无法读取事件日志 {1}（{2}）。",
  "The file {1} is there already, and it is no event log.": "文件 {1} 已存在，且不是事件日志。",
  "Name another file with {1}: a new one, or the event log of an earlier run.":
    "请用 {1} 指定另一个文件：新文件，或此前某次运行的事件日志。",
  "Only the command line starts a sandbox; a program is given one.":
    "只有命令行可以启动沙箱；程序须使用已启动的沙箱。",
  "Give the variables of a sandbox as `env`; docs/library.md says how one is started.":
    "请将沙箱的变量作为 `env` 传入；启动方法见 docs/library.md。",
  "The ending of {1} does not tell what kind of report it is to be.": "无法从扩展名判断报告 {1} 的格式。",
  "End its name in .html, .md or .json.": "请使用扩展名 .html、.md 或 .json。",
  "The log is one of a rehearsal, with {1} at {2}, and nothing leads there now.":
    "该日志来自演练：当时的 {1} 在 {2}，现在的设置不再指向那里。",
  "Put it back in the shell of that sandbox; if the sandbox has ended, nothing is left to put back.":
    "请在该沙箱的终端中还原；如果沙箱已结束，则没有需要还原的内容。",
  "The log is one of a real run, and a rehearsal's {1} would be asked now ({2}).":
    "该日志来自真实运行，而现在的设置指向演练环境中的 {1}（{2}）。",
  "Unset what leads to the sandbox, and set the credentials that the run had.":
    "请取消指向沙箱的设置，并设置该次运行所用的凭证。",
  "Use the account that the run used, or put the records back by hand where the zone lives now.":
    "请使用该次运行所用的账号，或在 DNS 区域现在所在的服务商处手动还原记录。",
} as const;
