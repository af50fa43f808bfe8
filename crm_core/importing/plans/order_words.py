"""What other programs call the state of an order."""
from crm_core.importing.words import loose

WORDS = {
    "draft": "draft quote quotation new pending pendingpayment onhold awaitingpayment unpaid created open 草稿 待付款 待确认 新建 未付款 等待买家付款 待支付",
    "confirmed": "confirmed processing inprogress accepted approved partiallypaid authorized unfulfilled inprocess ordered 已确认 处理中 待发货 已下单 买家已付款等待卖家发货 已审核 备货中",
    "delivered": "delivered shipped fulfilled sent dispatched intransit partiallyfulfilled resolved invoiced 已发货 已送达 已签收 已交货 卖家已发货等待买家确认 运输中 已出库",
    "paid": "paid completed complete closed done finished settled success successful active 已付款 已完成 交易成功 已结清 完成 已收款 已支付 已关单",
    "cancelled": "cancelled canceled void voided failed rejected expired disputed 已取消 取消 作废 交易关闭 已作废 已关闭 已拒绝",
    "returned": "returned refunded refund partiallyrefunded chargeback 已退货 退货 已退款 退款 退款成功",
}
STATES = {loose(word): state for state, words in WORDS.items() for word in words.split()}


def state_of(text: str) -> str | None:
    """One of the states of crm_core/orders/rules.py, None for a word that is not known."""
    return STATES.get(loose(text))
