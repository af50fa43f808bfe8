"""Customers: companies or people."""
from crm_core.i18n import N_
from crm_core.importing.fields import EXTERNAL_ID, Field, Kind, Type

FIELDS = (
    Field("name", N_("Customer name"), Type.TEXT, "name|account|account name|company|company name|customer|customer name"
          "|organization|organisation|organization name|organisation name|organization - name|business name|client"
          "|client name|full name|legal name|trading name|firm|display name|record name|company/account|partner name"
          "|customer or company name|account: account name|account full name|complete name|nom|firma|firmenname|empresa"
          "|customer full name|entity name|客户名称|客户|客户名|公司名称|公司|公司全称|企业名称|企业|单位名称|单位|客户全称|单位全称"
          "|客户公司|客户单位|公司名|机构名称|客户姓名|名称|企业全称|客戶名稱|公司名稱"),
    Field("first_name", N_("First name"), Type.TEXT, "first name|given name|forename|firstname|名|名字"),
    Field("last_name", N_("Last name"), Type.TEXT, "last name|family name|surname|lastname|姓|姓氏"),
    Field("kind", N_("Company or person"), Type.KIND, "is company|company type|kind|is person|person account"
          "|is person account|客户类别|公司或个人|企业或个人|is a company|company or person"),
    Field("phone", N_("Phone"), Type.PHONE, "phone|phone number|telephone|telephone number|tel|tel.|main phone|business phone"
          "|account phone|company phone|work phone|office phone|phone 1|phone - work|organization - phone|telephone1"
          "|address 1: phone|primary phone|mobile|mobile phone|cell|cell phone|contact phone|phone 1 - value|mobile phone number"
          "|联系电话|电话|手机|手机号|手机号码|电话号码|公司电话|座机|固定电话|固话|办公电话|单位电话|联系方式|联系手机|电话1|移动电话|總機|電話"),
    Field("email", N_("E-mail"), Type.EMAIL, "email|e-mail|email address|e-mail address|mail|primary email|company email"
          "|account email|email 1|emailaddress1|work email|organization - email|e-mail 1 - value|email (primary)"
          "|邮箱|电子邮件|电子邮箱|邮件|邮箱地址|公司邮箱|邮件地址|e-mail地址|email地址|郵箱"),
    Field("website", N_("Website"), Type.WEBSITE, "website|web site|url|web|homepage|home page|website url|company domain name"
          "|domain|company domain|websiteurl|organization - website|web address|company website|company url"
          "|网站|网址|官网|公司网址|主页|公司主页|公司网站|官方网站"),
    Field("address", N_("Address"), Type.TEXT, "address|street|billing street|billing address street|street address"
          "|address 1|address line 1|address1 line1|address 1: street 1|billing address|address street|billing address 1"
          "|full address|mailing street|office address|street address 1|organization - address|address 1 - street"
          "|organization - street address|primary address|location address|company address|main address street"
          "|地址|详细地址|公司地址|联系地址|客户地址|单位地址|街道|街道地址|办公地址|注册地址|通讯地址|经营地址", joins=True, length=500),
    Field("address_2", N_("Address, second line"), Type.TEXT, "address 2|address line 2|street 2|street2|address1 line2"
          "|address 1: street 2|street address 2|billing street 2|address 2 line|地址2|补充地址|门牌号"),
    Field("city", N_("City"), Type.TEXT, "city|billing city|town|address city|billing address city|address 1: city"
          "|address1 city|city/town|mailing city|organization - city/town/village/locality|locality|company city|address 1 - city"
          "|primary address city|城市|所在城市|市|地市|所在市|所属城市|城市名称"),
    Field("region", N_("Region"), Type.TEXT, "region|state|province|billing state|state/province|billing state/province|state/region"
          "|address state|billing address state|address 1: state/province|address1 stateorprovince|county|billing province"
          "|state province|mailing state|organization - state/county|territory|state name|state_id|address 1 - region"
          "|省份|省|地区|区域|所在地区|所在省份|所属区域|省/直辖市|大区|省市|所在省|所属地区|销售区域"),
    Field("postal_code", N_("Postal code"), Type.TEXT, "postal code|zip|zip code|zip/postal code|billing zip/postal code"
          "|billing postal code|postcode|post code|billing zip|billing code|address postal code|address 1: zip/postal code"
          "|address1 postalcode|mailing zip|organization - zip/postal code|billing address postalcode|address 1 - postal code|plz"
          "|邮编|邮政编码|邮政编号|郵遞區號", length=20),
    Field("country", N_("Country"), Type.COUNTRY, "country|billing country|country/region|office location|address country"
          "|billing address country|address 1: country/region|address1 country|nation|mailing country|organization - country"
          "|country name|country code|country_id|location|land|address 1 - country|billing country code|国家|国家/地区|所在国家|国别"),
    Field("industry", N_("Industry"), Type.DICTIONARY, "industry|sector|vertical|industry type|business type|market segment"
          "|line of business|industry name|company industry|branche|行业|所属行业|行业类别|客户行业|行业类型|所在行业|行业名称",
          dictionary="industry"),
    Field("source", N_("Source"), Type.DICTIONARY, "source|lead source|account source|original source|original source type"
          "|acquisition source|channel|how did you hear about us|record source|来源|客户来源|线索来源|来源渠道|渠道来源|获客渠道|获客来源|来源类型",
          dictionary="source"),
    Field("grade", N_("Grade"), Type.DICTIONARY, "grade|tier|class|abc class|customer grade|account tier|customer class|abc"
          "|等级|客户级别|客户等级|级别|客户分级|重要程度|客户层级|重要性|vip等级", dictionary="grade"),
    Field("owner", N_("Owner"), Type.PERSON, "owner|account owner|owner name|sales rep|salesperson|sales agent|account manager"
          "|assigned to|assigned user|assigned user name|company owner|organization - owner|owner full name|sales representative"
          "|responsible|relationship manager|record owner|owner email|user|rep|account owner name|owner id|hubspot owner|owner.name"
          "|contact owner|负责人|客户经理|业务员|销售|销售员|所有人|归属人|跟进人|所属人|业务经理|销售代表|归属销售|所属销售|负责销售|客户负责人|销售负责人"
          "|所有者|跟单员|销售人员|專員|负责人员"),
    Field("parent", N_("Parent company"), Type.CUSTOMER, "subsidiary of|parent account|parent company|parent|parent name"
          "|parent account name|parent organization|related company|holding|上级客户|母公司|上级公司|所属集团|集团公司|父客户"),
    Field("parent_external_id", N_("ID of the parent company"), Type.TEXT, "parent id|parent account id|parentaccountid"
          "|parent account.id|上级客户id|母公司id"),
    Field("employees", N_("Employees"), Type.INTEGER, "employees|number of employees|no. of employees|employee count|headcount"
          "|num employees|company size|staff|employee number|numberofemployees|no of employees|numemployees|size|团队规模"
          "|员工数|员工人数|人数|公司规模|企业规模|人员规模|员工规模|总人数", least=0, most=100_000_000),
    Field("annual_revenue", N_("Annual revenue"), Type.MONEY, "annual revenue|revenue|turnover|yearly revenue|annual sales"
          "|annual turnover|sales volume|total revenue|annualrevenue|年营业额|营业额|年收入|年销售额|营收|年营收|年产值|销售规模"),
    Field("founded_year", N_("Founded"), Type.INTEGER, "founded|year established|founded year|year founded|established|since"
          "|year of foundation|foundation year|成立年份|成立时间|创立年份|成立年|成立日期|注册年份", least=1000, most=2200),
    Field("birthday", N_("Birthday"), Type.DATE, "birthday|birth date|date of birth|birthdate|dob|born|生日|出生日期|客户生日|出生年月"),
    Field("contract_ends_on", N_("Contract ends"), Type.DATE, "contract end|contract ends|contract end date|contract ends on"
          "|contract expiry|contract expiration|contract expiry date|renewal date|contract until|合同到期日|合同到期|合同到期日期|合同结束日期|合同截止日期|到期日|续约日期"),
    Field("locale", N_("Language to write in"), Type.TEXT, "language|preferred language|correspondence language|locale|语言|首选语言|沟通语言"),
    Field("agent", N_("Named agent"), Type.PERSON, "named agent|service agent|support agent|support owner|customer success manager|csm"
          "|专属客服|客服|客服代表|服务专员|客户成功经理"),
    Field("tags", N_("Tags"), Type.TAGS, "tags|tag|labels|label|categories|category|segment|label ids|group membership|category_id"
          "|organization - label|标签|客户标签|分类|客户分类"),
    Field("notes", N_("Notes"), Type.LONG, "notes|description|note|comments|comment|remarks|remark|about us|background|memo"
          "|internal notes|additional information|about|备注|说明|描述|客户备注|备注信息|简介|公司简介|客户描述|其他说明|備註", joins=True, length=20_000),
    Field("external_id", EXTERNAL_ID, Type.TEXT, "id|account id|record id|company id|customer id|external id|customer number"
          "|account number|customer no|customer no.|crm id|account id (18)|18 character id|organization id|organization - id"
          "|record id - company|customer code|account code|reference|uuid|guid|(do not modify) account|accountid|object id"
          "|客户编号|客户id|编号|客户编码|客户代码|数据id|唯一id|客户号", length=100),
)

CUSTOMERS = Kind(
    "customers", N_("Customers"), FIELDS, (frozenset({"name", "last_name", "first_name"}),),
    ("external_id", "name", "phone", "email"), "imports:run",
    frozenset({"industry", "employees", "annual_revenue", "founded_year", "website", "parent", "grade", "address", "city"}),
)
