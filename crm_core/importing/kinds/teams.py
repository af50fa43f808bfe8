"""Sales people with their teams and managers."""
from crm_core.i18n import N_
from crm_core.importing.fields import Field, Kind, Type

FIELDS = (
    Field("name", N_("Person"), Type.TEXT, "sales agent|name|full name|sales rep|salesperson|user|user name|employee|employee name"
          "|sales representative|agent|agent name|member|team member|person|rep name|display name|姓名|销售|业务员|员工|员工姓名|客户经理|成员|用户"
          "|销售代表|人员|名称|销售人员|员工名称|用户名称"),
    Field("first_name", N_("First name"), Type.TEXT, "first name|given name|firstname|名"),
    Field("last_name", N_("Last name"), Type.TEXT, "last name|family name|surname|lastname|姓"),
    Field("email", N_("E-mail"), Type.EMAIL, "email|e-mail|email address|work email|login|username|mail|user email|邮箱|电子邮件|电子邮箱|登录邮箱|账号"),
    Field("manager", N_("Manager"), Type.TEXT, "manager|sales manager|manager name|supervisor|team lead|team leader|reports to|boss|lead"
          "|主管|经理|销售主管|上级|直属上级|销售经理|部门主管|团队负责人|汇报对象|主管姓名|直接上级"),
    Field("team", N_("Team"), Type.TEXT, "team|team name|sales team|department|group|unit|primary team|main team|团队|部门|销售团队|小组|所属部门|销售组|团队名称|所属团队|部门名称"),
    Field("region", N_("Region"), Type.TEXT, "regional office|region|office|territory|area|branch|location|sales region|大区|区域|地区|办事处|分公司|所属区域|销售区域"),
)

TEAMS = Kind(
    "teams", N_("Sales teams"), FIELDS, (frozenset({"name", "last_name", "first_name"}),), ("email", "name"), "users:manage",
    frozenset({"manager", "team", "region"}),
)
