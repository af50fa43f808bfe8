"""What priorities, channels and states are called in other programs. Pure."""
import re

from crm_core.importing.words import loose

STATES = {
    "new": "new|open new|新建|待受理|待分配|未处理|待处理|unassigned|submitted|已提交|未受理",
    "assigned": "assigned|已分派|已分配|已指派|待响应",
    "processing": "open|active|in progress|processing|work in progress|处理中|已受理|进行中|受理中|working|reopened|重新打开|escalated",
    "waiting": "pending|waiting|on hold|hold|waiting on customer|waiting for customer|awaiting user info|awaiting customer|等待客户|待客户回复|挂起|待回复|暂停"
               "|awaiting problem|awaiting vendor|awaiting evidence|waiting on third party|待确认|已挂起|pending customer",
    "resolved": "solved|resolved|done|completed|已解决|已完成|已处理|处理完成|解决|完成|fixed",
    "archived": "closed|archived|已关闭|关闭|已归档|归档|结单|已结单|已结束|cancelled|canceled|已取消",
}
PRIORITIES = {
    "urgent": "urgent|critical|1|p1|blocker|emergency|紧急|非常紧急|特急|最高|highest|immediate",
    "high": "high|2|p2|important|major|高|重要|较高",
    "normal": "normal|medium|moderate|3|p3|standard|普通|中|一般|正常|default",
    "low": "low|4|5|p4|p5|minor|planning|低|较低|lowest|trivial",
}
CHANNELS = {
    "phone": "phone|call|telephone|phone call|hotline|voice|电话|热线|来电|400电话",
    "email": "email|e-mail|mail|邮件|电子邮件|邮箱",
    "web": "web|web form|portal|website|form|self-service|self service|help center|feedback widget|网页|官网|网站|表单|自助|自助服务|在线表单|widget",
    "social": "social|chat|wechat|weixin|facebook|twitter|whatsapp|messaging|live chat|微信|在线客服|企业微信|公众号|微博|抖音|即时通讯|小程序",
    "visit": "visit|walk-in|in person|walk in|field|direct opening|上门|到店|现场|面谈",
    "api": "api|interface|system|integration|event management|monitoring|接口|系统",
}


def _table(words: dict[str, str]) -> dict[str, str]:
    return {loose(word): code for code, said in words.items() for word in said.split("|")}


_STATES, _PRIORITIES, _CHANNELS = _table(STATES), _table(PRIORITIES), _table(CHANNELS)


def state_of(text: str) -> str | None:
    """One of our states, None when the word says none."""
    return _STATES.get(loose(text))


def priority_of(text: str) -> str | None:
    """One of our priorities: by the word, or by the number before it (`2 - High`)."""
    numbered = re.match(r"\s*[pP]?(\d)\b", text)
    return _PRIORITIES.get(loose(text)) or (_PRIORITIES.get(numbered[1]) if numbered else None)


def channel_of(text: str) -> str | None:
    """One of our channels, None when the word says none."""
    return _CHANNELS.get(loose(text))
