"""Contacts: the people at a customer."""
from crm_core.i18n import N_
from crm_core.importing.fields import EXTERNAL_ID, Field, Kind, Type

FIELDS = (
    Field("name", N_("Contact name"), Type.TEXT, "name|full name|contact|contact name|contact person|person|person - name"
          "|display name|contact full name|complete name|person name|fullname|main contact|file as|联系人|联系人姓名|姓名|联系人名称"
          "|联系人名字|名称|客户联系人|聯絡人"),
    Field("first_name", N_("First name"), Type.TEXT, "first name|given name|forename|person - first name|firstname|名|名字|名（联系人）"),
    Field("middle_name", N_("Middle name"), Type.TEXT, "middle name|additional name|中间名"),
    Field("last_name", N_("Last name"), Type.TEXT, "last name|family name|surname|person - last name|lastname|姓|姓氏"),
    Field("customer", N_("Customer"), Type.CUSTOMER, "account name|company|company name|customer|customer name|account|organization"
          "|organisation|organization name|associated company|primary company|company/account|person - organization"
          "|organization 1 - name|parent customer|client|employer|primary associated company|associated company names"
          "|account: account name|company name (lookup)|organization - name|related company|associatedcompany|parent_id"
          "|客户名称|客户|公司|公司名称|所属客户|所属公司|单位|单位名称|工作单位|企业名称|公司全称|关联客户|客户全称|归属客户|所在公司"),
    Field("customer_external_id", N_("ID of the customer"), Type.TEXT, "account id|company id|customer id|organization id"
          "|associated company id|associated company ids|accountid|account.id|parent customer id|person - organization id"
          "|primary associated company id|associatedcompanyid|parentcustomerid|record id - company|account name.id|所属客户id|客户编号|客户id|公司id"),
    Field("title", N_("Job title"), Type.TEXT, "title|job title|position|role|job|function|organization 1 - title|job position"
          "|person - job title|organization title|designation|职务|职位|岗位|头衔|职称|联系人职务"),
    Field("department", N_("Department"), Type.TEXT, "department|division|dept|organization 1 - department|organization department"
          "|部门|所在部门|所属部门"),
    Field("phone", N_("Phone"), Type.PHONE, "phone|phone number|business phone|work phone|telephone|tel|tel.|office phone|direct phone"
          "|phone 1 - value|person - phone - work|phone - work|telephone1|phone - office|company main phone|direct dial|other phone"
          "|home phone|primary phone|电话|联系电话|座机|办公电话|固定电话|电话号码|固话|公司电话|联系方式|工作电话"),
    Field("mobile", N_("Mobile"), Type.PHONE, "mobile|mobile phone|cell|cell phone|mobile number|mobile phone number|cellphone"
          "|person - phone - mobile|phone - mobile|mobilephone|phone 2 - value|handy|手机|手机号|手机号码|移动电话|联系手机|行动电话"),
    Field("email", N_("E-mail"), Type.EMAIL, "email|e-mail|email address|e-mail address|e-mail 1 - value|work email|primary email"
          "|person - email - work|email - work|emailaddress1|mail|business email|email 1|personal email|邮箱|电子邮件|电子邮箱|邮件|邮箱地址|邮件地址|联系邮箱"),
    Field("social", N_("WeChat or other"), Type.TEXT, "wechat|wechat id|weixin|linkedin|linkedin url|whatsapp|twitter|skype|social"
          "|qq|im|instant messenger|微信|微信号|qq号|社交账号"),
    Field("buying_role", N_("Role in the decision"), Type.DICTIONARY, "buying role|decision role|role in decision|contact role"
          "|role in buying decision|buying roles|stakeholder role|决策角色|角色|决策关系|采购角色|决策作用", dictionary="buying_role"),
    Field("birthday", N_("Birthday"), Type.DATE, "birthday|birth date|date of birth|birthdate|dob|born|person - birthday|生日|出生日期|联系人生日"),
    Field("notes", N_("Notes"), Type.LONG, "notes|description|note|comments|remarks|comment|remark|备注|说明|描述|联系人备注",
          joins=True, length=20_000),
    Field("external_id", EXTERNAL_ID, Type.TEXT, "id|contact id|record id|person id|external id|contactid|person - id|record id - contact"
          "|(do not modify) contact|18 character id|contact number|联系人编号|联系人id|编号|数据id|唯一id", length=100),
)

CONTACTS = Kind(
    "contacts", N_("Contacts"), FIELDS, (frozenset({"name", "last_name", "first_name"}),
                                          frozenset({"customer", "customer_external_id"})),
    ("external_id", "email", "name"), "imports:run",
    frozenset({"first_name", "last_name", "title", "department", "mobile", "social", "buying_role"}),
)
