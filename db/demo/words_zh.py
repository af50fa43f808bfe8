"""The words of the Chinese demo company."""

COUNTRY = "CN"
TEAMS = ("华东区", "华南区", "北方区")

# city, province, country, team, landline
CITIES = tuple(
    (city, province, "CN", team, f"+86-{area}-6550{{:04d}}", 10_000)
    for team, places in enumerate((
        "上海 上海 21,苏州 江苏 512,无锡 江苏 510,南京 江苏 25,常州 江苏 519,南通 江苏 513,杭州 浙江 571,宁波 浙江 574,嘉兴 浙江 573,温州 浙江 577,合肥 安徽 551",
        "广州 广东 20,深圳 广东 755,东莞 广东 769,佛山 广东 757,福州 福建 591,泉州 福建 595,长沙 湖南 731,武汉 湖北 27,南昌 江西 791,昆明 云南 871,成都 四川 28",
        "北京 北京 10,天津 天津 22,青岛 山东 532,济南 山东 531,石家庄 河北 311,沈阳 辽宁 24,大连 辽宁 411,长春 吉林 431,哈尔滨 黑龙江 451,西安 陕西 29,郑州 河南 371",
    ))
    for city, province, area in (place.split() for place in places.split(","))
)
MOBILE = ("+86-192{:08d}", 100_000_000)
STREETS = ("工业园区创新路", "高新区科技大道", "经济开发区振兴路", "新区长江路", "滨江大道", "产业园中兴街", "人民东路", "迎宾大道", "朝阳街", "和平路")

BRANDS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "博远/boyuan 恒信/hengxin 瑞丰/ruifeng 华锐/huarui 金泰/jintai 东升/dongsheng 立诚/licheng 嘉禾/jiahe 天启/tianqi 鸿图/hongtu "
        "宏达/hongda 万邦/wanbang 凯旋/kaixuan 盛和/shenghe 德润/derun 海润/hairun 星河/xinghe 永固/yonggu 祥瑞/xiangrui 新航/xinhang "
        "云帆/yunfan 智联/zhilian 蓝海/lanhai 正大源/zhengdayuan 百川/baichuan 启明/qiming 卓越源/zhuoyueyuan 联创/lianchuang 同辉/tonghui 润泽/runze "
        "金桥/jinqiao 汇通/huitong 长虹源/changhongyuan 青松/qingsong 银杏/yinxing 泰和/taihe 明道/mingdao 广源/guangyuan 利民/limin 顺达/shunda "
        "伟业/weiye 中科源/zhongkeyuan 飞跃/feiyue 九州/jiuzhou 南星/nanxing 北辰/beichen 东方源/dongfangyuan 西岭/xiling 龙腾/longteng 凤鸣/fengming "
        "三江/sanjiang 五岳/wuyue 江南/jiangnan 长青/changqing 远景源/yuanjingyuan 安泰/antai 康源/kangyuan 佳润/jiarun 锦程/jincheng 宝丰/baofeng "
        "兴业源/xingyeyuan 力拓/lituo 光华/guanghua 胜利源/shengliyuan 欣荣/xinrong 优尼/youni 诺亚/nuoya 昊天/haotian 朗润/langrun 颐和/yihe"
    ).split()
)
# trade, industry, in Latin letters
TRADES = (
    ("精密机械", "machinery", "jixie"), ("重工装备", "machinery", "zhonggong"), ("数控设备", "machinery", "shukong"),
    ("电子科技", "electronics", "dianzi"), ("光电", "electronics", "guangdian"), ("半导体", "electronics", "bandaoti"),
    ("软件", "software", "ruanjian"), ("信息技术", "software", "xinxi"), ("食品", "food", "shipin"), ("乳业", "food", "ruye"),
    ("纺织", "textiles", "fangzhi"), ("服饰", "textiles", "fushi"), ("化工", "chemicals", "huagong"), ("新材料", "chemicals", "xincailiao"),
    ("新能源", "energy", "xinnengyuan"), ("电力设备", "energy", "dianli"), ("物流", "logistics", "wuliu"), ("供应链", "logistics", "gongyinglian"),
    ("建设工程", "construction", "jianshe"), ("建材", "construction", "jiancai"), ("医疗器械", "health", "yiliao"), ("生物医药", "health", "shengwu"),
    ("教育科技", "education", "jiaoyu"), ("商贸", "retail", "shangmao"), ("包装", "other", "baozhuang"), ("汽车零部件", "machinery", "qipei"),
)
SUFFIXES = (("有限公司", 70), ("股份有限公司", 12), ("集团有限公司", 8), ("有限责任公司", 10))
COMPANY = "{city}{brand}{trade}{suffix}"

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 建国 建华 志强 志明 秀英 秀兰 桂英 玉兰 晓东 晓明 晓燕 海燕 海涛 文静 文博 子涵 "
    "雨桐 思远 嘉怡 浩然 宇航 欣怡 梓轩 俊杰 佳宁 雪梅 春梅 国栋 国强 立新 红梅 振华 永健 少华 家辉 美玲 慧敏 丹丹 婷婷 鹏飞 一鸣 天宇 若曦 诗涵 致远"
).split()
NAME = "{surname}{given}"
PEOPLE = (  # role, team, names in Latin letters; the first seller is the star, the last one struggles
    ("account_manager", 0, "林薇/lin.wei,赵敏/zhao.min,陈立/chen.li,何晓燕/he.xiaoyan"),
    ("account_manager", 1, "孙博/sun.bo,黄志强/huang.zhiqiang,梁雨桐/liang.yutong,罗刚/luo.gang"),
    ("account_manager", 2, "韩磊/han.lei,冯海涛/feng.haitao,崔静/cui.jing,唐悦/tang.yue"),
    ("sales_manager", 0, "顾岚/gu.lan"), ("sales_manager", 1, "许文博/xu.wenbo"), ("sales_manager", 2, "宋建华/song.jianhua"),
    ("service_agent", None, "何燕/he.yan,丁婷婷/ding.tingting,田雨/tian.yu"),
    ("marketer", None, "马思远/ma.siyuan,苏佳宁/su.jianing"),
    ("executive", None, "沈国栋/shen.guodong,陆美玲/lu.meiling"),
    ("administrator", None, "邹明/zou.ming"),
)
TITLES = (
    ("总经理", "decides"), ("采购经理", "buys"), ("生产总监", "influences"), ("设备主管", "uses"), ("财务总监", "blocks"),
    ("技术经理", "influences"), ("采购专员", "buys"), ("副总经理", "decides"), ("车间主任", "uses"), ("信息部经理", "influences"),
)
DEPARTMENTS = {"decides": "管理层", "buys": "采购部", "influences": "技术部", "uses": "生产部", "blocks": "财务部"}
TAGS = ("重点客户", "长期合作", "价格敏感", "需开专票", "春季展会", "转介绍", "多工厂", "海外业务")

CATEGORIES = ("设备", "软件", "服务")
# name, short name, category, unit, price in yuan, of ten parts cost
PRODUCTS = (
    ("CX-200 输送线", "输送线", 0, "套", 86_000, 6), ("CX-500 输送线", "输送线", 0, "套", 168_000, 6), ("RB-6 六轴机器人", "机器人", 0, "台", 238_000, 7),
    ("RB-10 重载机器人", "重载机器人", 0, "台", 396_000, 7), ("VS-1 视觉检测仪", "视觉检测", 0, "台", 58_000, 5), ("VS-3 高速视觉检测仪", "高速视觉检测", 0, "台", 128_000, 5),
    ("PK-40 包装机", "包装机", 0, "台", 112_000, 6), ("PK-80 高速包装机", "高速包装机", 0, "台", 215_000, 6), ("AGV-300 搬运车", "搬运车", 0, "台", 74_000, 6),
    ("LS-2 激光打标机", "激光打标", 0, "台", 46_000, 5), ("PLC-M 控制柜", "控制柜", 0, "套", 32_000, 5), ("MES 标准版", "MES", 1, "年", 98_000, 2),
    ("MES 企业版", "MES", 1, "年", 260_000, 2), ("设备云监控", "云监控", 1, "年", 36_000, 2), ("数据采集终端", "数据采集", 1, "套", 8_600, 5),
    ("安装调试", "安装调试", 2, "次", 18_000, 6), ("年度维保", "年度维保", 2, "年", 42_000, 4), ("操作培训", "操作培训", 2, "天", 6_800, 4),
)
DEALS = ("{brand}{line}项目", "{brand}{line}采购", "{brand}{line}二期", "{brand}{line}改造", "{brand}新厂{line}")
RENEWAL = "{brand}{line}续约"
LONE_DEALS = ("展会咨询：{line}", "热线咨询：{line}", "官网询价：{line}")
COMPETITORS = ("启元自动化", "北方智造", "德马装备", "海工机器人")
SECOND_PIPELINE = ("Service contracts", {"zh_Hans": "服务续约"})
SECOND_STAGES = (
    ("Due", {"zh_Hans": "即将到期"}, 60, 21), ("Offer sent", {"zh_Hans": "已报价"}, 75, 14), ("Terms agreed", {"zh_Hans": "条款已定"}, 92, 10),
)

TALK = {
    "call": ("与{contact}通话，对{line}有兴趣，约下周详谈。", "致电{contact}，对方正在走内部审批。", "{contact}来电询问{line}交期，已答复六周。", "电话回访{contact}，设备运行正常。", "{contact}未接，稍后再拨。"),
    "email": ("已将{line}资料发给{contact}。", "邮件发送报价单，请{contact}确认付款方式。", "收到{contact}邮件，要求补充技术参数。"),
    "meeting": ("与{contact}视频会议，确认{line}方案和节拍要求。", "来厂参观，{contact}看了{line}演示。", "商务谈判：{contact}希望再让三个点。"),
    "visit": ("上门拜访{contact}，测量现场并确认{line}布局。", "拜访{contact}，了解到年底前有预算。", "现场勘查，电源和地基满足要求。"),
    "social": ("微信联系{contact}，约周四见面。", "微信发送{line}案例视频，{contact}已转给领导。"),
    "note": ("预算需总部批准，决策人是副总。", "竞争对手报价低约 8%，但交期长。"),
}
STEPS = (("call", "致电{contact}确认进度"), ("email", "发送{line}报价单"), ("meeting", "与{contact}过一遍技术方案"), ("visit", "上门勘查现场"), ("call", "催合同盖章"), ("social", "微信跟进{contact}"), ("call", "确认预算和采购时间"))
CARE = (("call", "季度回访"), ("visit", "年度拜访"), ("call", "了解扩产计划"), ("email", "发送新品资料"))
REVIEW = "复核：{name} 是否留住？"
DONE = ("已联系，等待回复。", "对方满意。", "已发送。", "下月再跟进。")
LOST_NOTES = ("对方选了更便宜的方案。", "项目推迟到明年。", "价格高出预算。", "内部改用旧设备。")
WON_NOTES = ("方案更贴合现场。", "交期快，服务好。", "老客户追加。")
SOMEBODY = "客户"
