"""Service tickets: one row for each, or one for each of their events."""
from crm_core.i18n import N_
from crm_core.importing.fields import EXTERNAL_ID, Field, Kind, Type

FIELDS = (
    Field("external_id", EXTERNAL_ID, Type.TEXT, "number|ticket id|ticket number|ticket no|id|case number|case id|incident number|incident id|ticket #|request id"
          "|issue key|key|case no|工单编号|服务单编号|工单号|单号|编号|工单id|服务请求编号|案例编号|请求编号", length=100),
    Field("subject", N_("Subject line"), Type.TEXT, "subject|title|ticket subject|short description|summary|case subject|topic"
          "|主题|标题|工单标题|工单主题|服务主题|问题标题|简要描述"),
    Field("text", N_("Description"), Type.LONG, "description|details|body|message|question|ticket description|first comment|content|case description"
          "|描述|问题描述|工单描述|内容|详细描述|服务内容|工单内容|问题内容", length=50_000, joins=True),
    Field("kind", N_("Ticket type"), Type.DICTIONARY, "type|ticket type|request type|case type|issue type|工单类型|服务类型|问题类型|类型|业务类型|工单分类", dictionary="ticket_kind"),
    Field("priority", N_("Priority"), Type.TEXT, "priority|ticket priority|severity|优先级|紧急程度|严重程度|优先程度"),
    Field("channel", N_("Channel"), Type.TEXT, "channel|source|via|contact type|origin|case origin|ticket source|渠道|来源|工单来源|受理渠道|来源渠道"),
    Field("state", N_("State"), Type.TEXT, "status|state|ticket status|incident state|ident state|case status|ticket state|状态|工单状态|处理状态|服务状态|当前状态"),
    Field("at", N_("Time of the event"), Type.MOMENT, "sys updated at|event time|timestamp|updated at|updated|last update time|last updated|last modified|updated time"
          "|更新时间|最后更新时间|操作时间|最后修改时间|修改时间"),
    Field("opened_at", N_("Opened at"), Type.MOMENT, "opened at|created at|created|created time|created on|opened|open date|date created|creation date|requested|date/time opened"
          "|创建时间|受理时间|提交时间|建单时间|登记时间|创建日期"),
    Field("first_response_at", N_("First answer at"), Type.MOMENT, "first response at|initial response time|first reply at|first replied at|initial response"
          "|首次响应时间|首次回复时间"),
    Field("resolved_at", N_("Resolved at"), Type.MOMENT, "resolved at|solved at|resolved time|solved|resolved|resolution date|date solved|solved date"
          "|解决时间|完成时间|处理完成时间"),
    Field("closed_at", N_("Closed at"), Type.MOMENT, "closed at|closed time|closed|close date|date/time closed|关闭时间|结单时间|归档时间|关单时间"),
    Field("resolve_met", N_("Resolved in time"), Type.BOOLEAN, "made sla|sla met|resolution sla met|within sla|sla achieved|是否按时解决|是否达标|是否按时完成"),
    Field("response_met", N_("Answered in time"), Type.BOOLEAN, "response sla met|first response sla met|first response within sla|是否按时响应"),
    Field("reopened", N_("Reopened (times)"), Type.INTEGER, "reopen count|reopens|reopened|times reopened|重开次数|重新打开次数", most=10_000),
    Field("satisfaction", N_("Satisfaction (1 to 5)"), Type.INTEGER, "satisfaction score|csat|rating|satisfaction rating|survey score|满意度|满意度评分|评分|评价星级", least=1, most=5),
    Field("customer", N_("Customer"), Type.CUSTOMER, "organization|company|account|customer|company name|account name|customer name|organization name|client"
          "|客户|客户名称|公司|公司名称|单位名称|所属客户|企业名称"),
    Field("customer_external_id", N_("ID of the customer"), Type.TEXT, "organization id|account id|company id|customer id|客户编号|客户id"),
    Field("requester_name", N_("Requester"), Type.TEXT, "requester|requester name|contact|contact name|full name|caller id|caller|requested by|reporter|submitter"
          "|联系人|报修人|请求人|来电人|提交人|反馈人|申请人"),
    Field("requester_email", N_("E-mail of the requester"), Type.EMAIL, "requester email|email|contact email|e-mail|email address|联系人邮箱|邮箱|电子邮件|联系邮箱"),
    Field("requester_phone", N_("Phone of the requester"), Type.PHONE, "requester phone|phone|contact phone|work phone|mobile|联系电话|电话|手机|联系人电话|来电号码"),
    Field("product", N_("Product"), Type.PRODUCT, "product|product name|产品|产品名称|产品型号|商品"),
    Field("owner", N_("Agent"), Type.PERSON, "assigned to|assignee|agent|ticket owner|owner|case owner|assignee name|agent name"
          "|处理人|受理人|客服|负责人|指派给|受理客服|处理客服|当前处理人|服务人员"),
    Field("note", N_("Note"), Type.LONG, "comments|work notes|notes|comment|note|resolution notes|备注|处理结果|处理说明|跟进记录|解决方案", length=20_000, joins=True),
)

TICKETS = Kind(
    "tickets", N_("Tickets"), FIELDS,
    (frozenset({"external_id", "subject", "text"}), frozenset({"state", "priority", "opened_at", "text", "resolved_at"})),
    ("external_id",), "imports:run",
    frozenset({"priority", "state", "resolved_at", "opened_at", "channel", "resolve_met", "requester_email", "first_response_at"}),
)
