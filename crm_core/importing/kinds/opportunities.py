"""Opportunities, open and closed."""
from crm_core.i18n import N_
from crm_core.importing.fields import EXTERNAL_ID, Field, Kind, Type

FIELDS = (
    Field("name", N_("Opportunity name"), Type.TEXT, "name|opportunity name|deal name|deal|opportunity|deal title|deal - title|topic|title|subject"
          "|opportunity title|project|project name|lead title|potential name|dealname|opportunity/deal name|business opportunity"
          "|商机名称|商机|销售机会|机会名称|项目名称|项目|商机名|销售机会名称|主题|商机主题|机会主题|商机标题|名称|销售机会主题"),
    Field("customer", N_("Customer"), Type.CUSTOMER, "account|account name|customer|customer name|company|company name|organization|organisation"
          "|organization name|deal - organization|associated company|potential customer|client|associated company names|account: account name"
          "|primary company|partner|partner name|partner_id|primary associated company|parent account|company name (lookup)|客户名称|客户|公司|公司名称"
          "|所属客户|关联客户|单位名称|企业名称|客户全称|对应客户|公司全称|客户公司"),
    Field("customer_external_id", N_("ID of the customer"), Type.TEXT, "account id|company id|customer id|organization id|accountid|account.id"
          "|associated company id|associated company ids|deal - organization id|parent account id|primary associated company id|customerid"
          "|account name.id|客户编号|客户id|公司id|所属客户id"),
    Field("contact", N_("Contact"), Type.CONTACT, "contact|contact name|primary contact|contact person|associated contact|deal - contact person"
          "|associated contacts|primary contact name|associated contact names|联系人|联系人姓名|客户联系人|主要联系人|关联联系人"),
    Field("pipeline", N_("Pipeline"), Type.PIPELINE, "pipeline|sales process|deal - pipeline|pipeline name|record type|process|销售流程|管道|业务类型|商机类型|销售管道|流程"),
    Field("stage", N_("Stage"), Type.STAGE, "stage|deal stage|stage name|sales stage|opportunity stage|pipeline stage|deal - stage|phase|stage_id"
          "|pipeline phase|stepname|step name|dealstage|sales phase|销售阶段|阶段|商机阶段|当前阶段|阶段名称|项目阶段|机会阶段|跟进阶段|商机状态"),
    Field("outcome", N_("Won or lost"), Type.OUTCOME, "status|deal status|outcome|deal - status|opportunity status|win/loss|result|state|deal outcome"
          "|won/lost|statecode|closed status|状态|结果|赢单状态|输赢|商机结果|成交状态|是否成交|赢单/输单"),
    Field("is_won", N_("Won (yes or no)"), Type.BOOLEAN, "is won|won|is closed won|iswon|closed won|是否赢单|已赢单"),
    Field("is_lost", N_("Lost (yes or no)"), Type.BOOLEAN, "is lost|lost|is closed lost|closed lost|是否输单|已输单"),
    Field("is_closed", N_("Closed (yes or no)"), Type.BOOLEAN, "is closed|closed|isclosed|is deal closed?|is deal closed|是否关闭|已关闭|是否结束"),
    Field("owner", N_("Owner"), Type.PERSON, "owner|opportunity owner|deal owner|sales agent|sales rep|salesperson|owner name|assigned to|deal - owner"
          "|account manager|sales representative|assigned user|assigned user name|owner full name|rep|responsible|user_id|user|owner email|owner id|agent"
          "|record owner|hubspot owner|opportunity owner name|负责人|业务员|销售|销售员|客户经理|所有人|归属人|跟进人|销售代表|商机负责人|负责销售|归属销售|销售负责人|所有者|业务负责人"),
    Field("product", N_("Product"), Type.PRODUCT, "product|product name|item|products|deal - product name|line item|primary product|service|product interest"
          "|产品|产品名称|商品|意向产品|产品型号|商品名称|关联产品|销售产品"),
    Field("quantity", N_("Quantity"), Type.DECIMAL, "quantity|qty|units|total opportunity quantity|deal - product quantity|number of units|seats|数量|件数|台数|采购数量"),
    Field("value", N_("Value"), Type.MONEY, "value|amount|deal value|close value|deal amount|opportunity amount|deal - value|total|total amount|est. revenue"
          "|estimated revenue|estimated value|estimatedvalue|est revenue|amount in company currency|revenue|contract value|sum|price|deal size|opportunity value"
          "|planned revenue|expected revenue ($)|amount (converted)|expected amount|金额|商机金额|预计金额|销售金额|合同金额|成交金额|预计销售金额|总金额|预计成交金额|机会金额"
          "|预计销售额|订单金额|预估金额|赢单金额"),
    Field("actual_value", N_("Value when closed"), Type.MONEY, "actual revenue|actual value|won amount|closed amount|actualvalue|final amount|closed value"
          "|实际金额|实际成交金额|最终金额"),
    Field("currency", N_("Currency"), Type.CURRENCY, "currency|currency code|deal - currency|currency iso code|deal currency|deal currency code|币种|货币|结算币种"),
    Field("opened_on", N_("Opened"), Type.DATE, "engage date|opened|open date|opened date|start date|opened on|first contact date|deal - deal created"
          "|create date|created date|created on|date created|created at|creation date|created time|created|add time|createdate|date entered|date added"
          "|商机日期|开始日期|创建时间|创建日期|接洽日期|立项日期|发现日期|发现时间|首次接触日期|商机创建时间|录入时间|立项时间|机会日期"),
    Field("expected_close", N_("Expected close"), Type.DATE, "expected close date|expected close|expected closing|est. close date|estimated close date"
          "|estimated closing|expected closing date|deal - expected close date|forecast close date|target close date|estimatedclosedate|est close date"
          "|date deadline|projected close date|anticipated close date|预计成交日期|预计成交时间|预计签单日期|预计结束日期|预计签约日期|预计赢单日期|预计成单日期|预计成交日|预计关闭日期"
          "|预计签单时间|预计签约时间"),
    Field("closed_on", N_("Closed"), Type.DATE, "close date|closed date|closing date|closed on|date closed|actual close date|deal - won time|won time"
          "|deal - deal closed on|actualclosedate|won date|closedate|deal closed on|date won|closed|end date|成交日期|结单日期|关闭日期|赢单日期|签约日期|签单日期|结束日期|成交时间"
          "|实际成交日期|结单时间|签约时间|完成日期|实际签单日期|赢单时间"),
    Field("lost_on", N_("Lost on"), Type.DATE, "lost time|lost date|deal - lost time|date lost|输单日期|输单时间|丢单日期"),
    Field("reason", N_("Reason won or lost"), Type.DICTIONARY, "lost reason|loss reason|reason for loss|closed lost reason|deal - lost reason|reason|close reason"
          "|closed won reason|status reason|win loss reason|won reason|lost_reason_id|reason lost|why lost|输单原因|丢单原因|失败原因|原因|赢单原因|流失原因|输赢原因"
          "|战败原因", dictionary="lost_reason"),
    Field("competitor", N_("Competitor"), Type.TEXT, "competitor|competitors|main competitor|main competitors|lost to|竞争对手|竞品"),
    Field("source", N_("Source"), Type.DICTIONARY, "lead source|source|opportunity source|original source|deal source|original source type|deal - source channel|channel|campaign source"
          "|来源|商机来源|线索来源|客户来源|来源渠道|机会来源", dictionary="source"),
    Field("probability", N_("Probability"), Type.PERCENT, "probability|probability (%)|win probability|deal probability|deal - probability|likelihood|chance|赢率|成交概率|概率|可能性|成功率|赢单率"),
    Field("next_step", N_("Next step"), Type.TEXT, "next step|next steps|next action|next activity|下一步|下一步计划|下步计划|后续计划|下一步行动"),
    Field("notes", N_("Notes"), Type.LONG, "notes|description|note|comments|remarks|comment|deal description|remark|details|备注|说明|描述|商机描述|项目描述|商机备注|需求描述",
          joins=True, length=20_000),
    Field("external_id", EXTERNAL_ID, Type.TEXT, "opportunity id|id|deal id|record id|external id|deal - id|opportunityid|opportunity number|record id - deal"
          "|(do not modify) opportunity|18 character id|opportunity no|商机编号|商机id|机会编号|编号|项目编号|唯一id|数据id|商机编码", length=100),
)

OPPORTUNITIES = Kind(
    "opportunities", N_("Opportunities"), FIELDS,
    (frozenset({"stage", "outcome", "is_won", "is_closed", "name"}),
     frozenset({"name", "external_id", "customer", "customer_external_id", "product"})),
    ("external_id", "name"), "imports:run",
    frozenset({"stage", "outcome", "closed_on", "expected_close", "value", "probability", "is_won", "opened_on", "reason"}),
)
