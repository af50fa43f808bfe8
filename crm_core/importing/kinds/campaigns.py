"""Campaigns, and who was in them with what came of it."""
from crm_core.i18n import N_
from crm_core.importing.fields import EXTERNAL_ID, Field, Kind, Type

CAMPAIGN_FIELDS = (
    Field("name", N_("Campaign name"), Type.TEXT, "campaign name|name|campaign|title|campaign title|subject|marketing campaign|活动名称|营销活动|营销活动名称|名称|市场活动"
          "|市场活动名称|推广名称"),
    Field("channel", N_("Channel"), Type.TEXT, "type|channel|campaign type|medium|kind|活动类型|渠道|类型|营销渠道"),
    Field("state", N_("State"), Type.TEXT, "status|state|campaign status|stage|活动状态|状态"),
    Field("starts_on", N_("Starts on"), Type.DATE, "start date|starts on|start|begin|from|actual start|proposed start|开始日期|开始时间|起始日期"),
    Field("ends_on", N_("Ends on"), Type.DATE, "end date|ends on|end|until|to|actual end|proposed end|结束日期|结束时间|截止日期"),
    Field("budget", N_("Budget"), Type.MONEY, "budgeted cost|budget|budget allocated|budgeted cost in campaign|planned cost|预算|预算成本|预算金额", least=0),
    Field("spent", N_("Spent"), Type.MONEY, "actual cost|spent|cost|total cost|miscellaneous costs|actual cost in campaign|实际成本|费用|花费|实际费用", least=0),
    Field("goal_target", N_("Target"), Type.INTEGER, "expected response|target|goal|expected responses|num expected|目标|目标值|预期响应", least=1,
          most=2_000_000_000),
    Field("owner", N_("Owner"), Type.PERSON, "owner|campaign owner|owner name|assigned to|responsible|负责人|所有人|活动负责人"),
    Field("notes", N_("Notes"), Type.LONG, "description|notes|comments|remarks|objective|说明|描述|备注", joins=True, length=10_000),
    Field("external_id", EXTERNAL_ID, Type.TEXT, "id|campaign id|record id|external id|campaign code|活动编号|活动id|编号", length=100),
)

CAMPAIGNS = Kind(
    "campaigns", N_("Campaigns"), CAMPAIGN_FIELDS, (frozenset({"name"}),), ("external_id", "name"), "imports:run",
    frozenset({"channel", "budget", "spent", "starts_on", "ends_on"}),
)

MEMBER_FIELDS = (
    Field("campaign", N_("Campaign"), Type.TEXT, "campaign name|campaign|marketing campaign|campaign: campaign name|活动名称|营销活动|市场活动|活动"),
    Field("campaign_external_id", N_("ID of the campaign"), Type.TEXT, "campaign id|campaignid|campaign: id|活动编号|活动id", length=100),
    Field("outcome", N_("Outcome"), Type.TEXT, "outcome|y|result|response|call result|call outcome|disposition|member status|responded|status"
          "|结果|通话结果|拨打结果|外呼结果|成员状态|状态"),
    Field("customer", N_("Customer"), Type.CUSTOMER, "customer|customer name|company|company or account|account name|company/account"
          "|客户|客户名称|公司|公司名称"),
    Field("customer_external_id", N_("ID of the customer"), Type.TEXT, "customer id|account id|company id|客户编号|客户id", length=100),
    Field("name", N_("Name"), Type.TEXT, "name|full name|contact name|lead name|member|姓名|联系人|联系人姓名|成员"),
    Field("first_name", N_("First name"), Type.TEXT, "first name|given name|firstname|名"),
    Field("last_name", N_("Last name"), Type.TEXT, "last name|surname|family name|lastname|姓"),
    Field("email", N_("E-mail"), Type.EMAIL, "email|e-mail|email address|mail|邮箱|电子邮件"),
    Field("phone", N_("Phone"), Type.PHONE, "phone|phone number|mobile|telephone|tel|电话|手机|联系电话|手机号"),
    Field("calls", N_("Number of calls"), Type.INTEGER, "calls|number of calls|call count|attempts|拨打次数|通话次数|呼叫次数", least=0, most=10_000),
    Field("reached_at", N_("Reached"), Type.MOMENT, "called at|call date|date|first responded date|responded date|last call|contact date"
          "|拨打时间|通话时间|联系时间|日期"),
    Field("note", N_("Note"), Type.LONG, "note|notes|comment|comments|remarks|job|age|marital|education|备注|说明|通话备注", joins=True, length=2000),
    Field("external_id", EXTERNAL_ID, Type.TEXT, "id|member id|record id|campaign member id|call id|external id|编号|成员编号", length=100),
)

CAMPAIGN_MEMBERS = Kind(
    "campaign-members", N_("Members of campaigns"), MEMBER_FIELDS,
    (frozenset({"campaign", "campaign_external_id", "outcome"}), frozenset({"outcome", "name", "email", "phone", "customer", "customer_external_id"})),
    ("external_id",), "imports:run", frozenset({"campaign", "outcome", "calls"}),
)
