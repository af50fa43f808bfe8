"""Chinese words of the demo's campaigns."""

MAIL, PHONE, EVENT, DRAFT = "秋季保养回馈", "沉睡客户回访", "工厂开放日", "年终答谢"
MAIL_STEPS = ("回馈邮件", "提醒邮件")
PHONE_STEP, EVENT_STEP, DRAFT_STEP = "电话回访", "邀请", "答谢邮件"
COSTS = (("设计与文案", 60_000, 58_000), ("配件代金券", 420_000, 398_000), ("摄影", 20_000, 15_000))
EVENT_COSTS = (("场地与餐饮", 18000, 9000), ("接送大巴", 4000, 0))
SUBJECTS = ("入冬前，给设备做个体检", "{{ contact.name }}，首小时检修由我们请客")
OFFER = (
    "<p>{{ greeting }}：</p>\n<p>入冬前，我们为您在{{ company }}购买的每台设备做一次检查：油路、皮带、电控。十月内预约，首小时免费。</p>\n"
    "<p><a href=\"https://www.example.com/service\">选择日期</a></p>\n<p>{{ owner.name|default('客户服务团队') }}</p>"
)
REMINDER = "<p>{{ greeting }}：</p>\n<p>十月只剩几天了，<a href=\"https://www.example.com/service\">现在预约</a>还来得及。</p>"
THANKS_SUBJECT = "感谢您这一年的信任"
THANKS = (
    "<p>{{ greeting }}：</p>\n<p>这一年的每一份订单、每一次交流，我们都记在心里。{{ company }}全体同仁祝您新年顺利。</p>\n"
    "<p>{{ owner.name|default('客户服务团队') }}</p>"
)
SCRIPT = (
    "您好，我是您设备供应商的客户服务专员。您之前选购过我们的设备，想了解一下使用情况。\n\n"
    "1. 设备运转是否正常？\n2. 接下来半年有没有采购或改造计划？\n3. 方便安排同事带新机型上门拜访吗？"
)
NOTES = {"yes": ("下周可以上门", "需要报价"), "no": ("暂无计划", "已与别家签约"), "later": ("出差中，周一回来",), "no_answer": (None,), "wrong_number": (None,)}
CONSENT = "同意接收资讯与优惠邮件。"
TEMPLATES = ("保养回馈", "年终答谢")
