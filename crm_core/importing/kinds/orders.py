"""Orders and returns: one row for each line, as shops and tills export them."""
from crm_core.i18n import N_
from crm_core.importing.fields import Field, Kind, Type

FIELDS = (
    Field("number", N_("Order number"), Type.TEXT, "order number|order no|order id|invoice no|invoice number|invoiceno|invoice|invoice id|order|order #|order name"
          "|sales order|so number|transaction id|transaction number|receipt number|receipt no|bill no|subscription id|increment id|document number|name|id"
          "|订单编号|订单号|单号|订单id|销售单号|单据编号|发票号|流水号|交易号|订单编码|小票号|出库单号", length=100),
    Field("ordered_on", N_("Order date"), Type.DATE, "order date|date|invoice date|invoicedate|ordered on|ordered at|created at|order time|created|purchase date"
          "|transaction date|sale date|sales date|created on|order created|start date|order placed|paid at date"
          "|下单日期|订单日期|日期|下单时间|订单时间|订单创建时间|创建时间|销售日期|交易时间|单据日期|开票日期|成交时间"),
    Field("customer", N_("Customer"), Type.CUSTOMER, "customer|customer name|company|account|account name|client|buyer|billing name|billing company|bill to|sold to"
          "|buyer name|company name|customer full name|客户|客户名称|公司|公司名称|买家|买家名称|购货单位|单位名称|会员名|买家会员名|客户全称"),
    Field("customer_external_id", N_("ID of the customer"), Type.TEXT, "customer id|customerid|account id|client id|customer no|customer number|customer code|buyer id|user id|member id"
          "|company id|客户编号|客户id|客户编码|会员编号|会员卡号|会员id|买家id", length=100),
    Field("country", N_("Country"), Type.COUNTRY, "country|billing country|shipping country|customer country|ship country|国家|国家地区|国家/地区"),
    Field("state", N_("State"), Type.TEXT, "status|order status|state|order state|financial status|payment status|fulfillment status|订单状态|状态|单据状态|付款状态|发货状态"),
    Field("product_code", N_("Product code"), Type.TEXT, "stock code|stockcode|sku|product code|item code|lineitem sku|product sku|product id|item number|article number|part number|item id"
          "|产品编号|商品编码|货号|商品编号|物料编码|产品编码|商家编码|条码|sku编码|商品id", length=100),
    Field("product", N_("Product"), Type.TEXT, "product|product name|item|item name|lineitem name|description|article|title|product title|goods|plan tier|plan|service"
          "|产品|产品名称|商品|商品名称|品名|货品名称|宝贝标题|商品标题|物料名称|货物名称"),
    Field("quantity", N_("Quantity"), Type.DECIMAL, "quantity|qty|units|lineitem quantity|order quantity|pieces|units sold|quantity ordered|quantityordered|seats|item quantity"
          "|数量|件数|宝贝数量|商品数量|购买数量|销售数量|订购数量", least=-10**9),
    Field("price", N_("Unit price"), Type.AMOUNT, "unit price|unitprice|price|lineitem price|price each|priceeach|item price|item cost|price per unit|net price|sales price|selling price"
          "|单价|销售单价|商品单价|商品价格|售价|价格|成交单价|不含税单价"),
    Field("discount", N_("Discount in percent"), Type.SHARE, "discount|discount %|discount percent|discount rate|line discount|折扣|折扣率|折扣（%）"),
    Field("discount_amount", N_("Discount of the line"), Type.AMOUNT, "lineitem discount|line discount amount|item discount|discount value|行折扣金额|优惠金额|商品优惠"),
    Field("amount", N_("Amount of the line"), Type.AMOUNT, "amount|line total|total|line amount|sales|subtotal|total price|total amount|total sales|order total|revenue|net amount|order amount|order value"
          "|mrr amount|lineitem total|item total|total_amount|价税合计|金额|小计|总价|销售额|订单金额|销售金额|商品金额|商品总价|应付金额|实付金额|买家实际支付金额"),
    Field("tax", N_("Tax of the line"), Type.AMOUNT, "tax|line tax|tax amount|vat|vat amount|gst|sales tax|item tax|税额|税金|税费"),
    Field("order_tax", N_("Tax of the order"), Type.AMOUNT, "taxes|order tax|total tax|order tax amount|订单税额|税额合计"),
    Field("order_discount", N_("Discount of the order"), Type.AMOUNT, "discount amount|order discount|total discount|cart discount amount|coupon amount|订单优惠|整单优惠|优惠券金额|优惠合计"),
    Field("shipping", N_("Shipping"), Type.AMOUNT, "shipping|shipping cost|freight|shipping amount|order shipping amount|delivery fee|运费|邮费|买家应付邮费|配送费"),
    Field("currency", N_("Currency"), Type.CODE, "currency|currency code|order currency|currency iso code|币种|货币|结算币种"),
    Field("rate", N_("Rate"), Type.DECIMAL, "exchange rate|conversion rate|rate|fx rate|汇率|折算汇率"),
    Field("delivered_on", N_("Delivered on"), Type.DATE, "delivered on|delivery date|shipped on|ship date|shipped date|shipping date|fulfilled at|delivered|date delivered|completed date"
          "|发货日期|交货日期|送达日期|发货时间|签收时间|出库日期"),
    Field("paid_on", N_("Paid on"), Type.DATE, "paid on|paid at|payment date|date paid|paid date|付款日期|付款时间|支付时间|订单付款时间|收款日期"),
    Field("owner", N_("Sold by"), Type.PERSON, "owner|sales rep|salesperson|sold by|seller|sales agent|account manager|employee|cashier|rep|sales representative"
          "|业务员|销售员|负责人|客户经理|销售|销售代表|导购|制单人"),
    Field("notes", N_("Notes"), Type.LONG, "notes|note|order notes|comment|remarks|customer note|memo|备注|订单备注|买家留言|说明", joins=True, length=5_000),
)

ORDERS = Kind(
    "orders", N_("Orders"), FIELDS,
    (frozenset({"number"}), frozenset({"ordered_on"}), frozenset({"price", "amount"})),
    ("number",), "imports:run",
    frozenset({"number", "quantity", "price", "product_code", "customer_external_id", "ordered_on"}), together="number",
)
