"""What was done with customers: calls, mails, meetings, visits."""
from crm_core.i18n import N_
from crm_core.importing.fields import Field, Kind, Type

FIELDS = (
    Field("kind", N_("Kind"), Type.TEXT, "type|activity type|kind|activity|task type|task subtype|call type|event type|channel|交往方式|活动类型"
          "|跟进方式|联系方式|跟进类型|类型|方式|记录类型"),
    Field("subject", N_("Subject"), Type.TEXT, "subject|title|activity name|call title|meeting name|task title|主题|标题|活动主题|名称", length=500),
    Field("text", N_("Text"), Type.LONG, "description|full comments|comments|notes|note|comment|body|details|summary|content|call notes|meeting notes"
          "|outcome|remarks|email body|内容|跟进内容|跟进记录|交往内容|沟通内容|备注|说明|描述|摘要|纪要", joins=True, length=9_000),
    Field("at", N_("Time"), Type.MOMENT, "date|activity date|due date|completed date|completed at|start date|start time|created date|create date"
          "|call start time|logged at|marked as done time|timestamp|time|datetime|日期|时间|跟进时间|联系时间|拜访时间|交往时间|活动时间|完成时间|记录时间"),
    Field("owner", N_("Who"), Type.PERSON, "assigned to|owner|activity owner|user|assigned to user|created by|assigned|activity assigned to|by|rep"
          "|host|task owner|call owner|负责人|跟进人|记录人|执行人|拜访人|销售|所属员工|创建人"),
    Field("customer", N_("Customer"), Type.CUSTOMER, "account name|company|account|customer|customer name|company name|organization|related to"
          "|company / account|associated company|regarding|客户|客户名称|公司|公司名称|所属客户|关联客户|单位名称|企业名称"),
    Field("customer_external_id", N_("ID of the customer"), Type.TEXT, "account id|accountid|company id|customer id|organization id|whatid"
          "|associated company id|客户编号|客户id|公司id", length=100),
    Field("contact", N_("Contact"), Type.CONTACT, "contact|contact name|name|contact person|person|who name|联系人|联系人姓名|联系人名称|姓名"),
    Field("deal", N_("Deal"), Type.TEXT, "opportunity|opportunity name|deal|deal name|associated deal|deal title|商机|商机名称|销售机会|销售机会名称|关联商机"),
    Field("deal_external_id", N_("ID of the deal"), Type.TEXT, "opportunity id|deal id|opportunityid|associated deal id|商机编号|商机id|销售机会编号",
          length=100),
)

ACTIVITIES = Kind(
    "activities", N_("Activities"), FIELDS,
    (frozenset({"customer", "customer_external_id", "deal", "deal_external_id"}), frozenset({"text", "subject", "kind"})), (), "imports:run",
    frozenset({"kind", "text", "at"}),
)
