"""Products with their prices, costs and stock."""
from crm_core.i18n import N_
from crm_core.importing.fields import EXTERNAL_ID, Field, Kind, Type

FIELDS = (
    Field("name", N_("Product name"), Type.TEXT, "product|product name|name|item|item name|description of goods|product title"
          "|article|service|display name|产品|产品名称|商品|商品名称|品名|产品名|物料名称|名称|货品名称|服务名称"),
    Field("sku", N_("Product code"), Type.TEXT, "sku|product code|code|item number|part number|item code|product number|article number"
          "|product id|productcode|internal reference|default code|barcode|产品编号|产品编码|商品编码|货号|型号|编码|物料编码|产品代码|sku编码", length=100),
    Field("category", N_("Category"), Type.TEXT, "series|category|product category|family|product family|product line|product group"
          "|group|product type|type|类别|分类|产品分类|系列|产品系列|产品类别|产品线|商品分类|商品类别"),
    Field("unit", N_("Unit"), Type.TEXT, "unit|uom|unit of measure|usage unit|default unit|quantity unit of measure|单位|计量单位|销售单位", length=40),
    Field("price", N_("Price"), Type.MONEY, "sales price|price|unit price|list price|standard price|selling price|retail price|current price"
          "|list_price|amount|price - cny|price - usd|价格|单价|售价|标准价格|销售价格|标价|零售价|标准售价|产品价格|含税单价"),
    Field("cost", N_("Cost"), Type.MONEY, "cost|unit cost|cost price|purchase price|standard cost|current cost|cost of goods sold|standard_price"
          "|成本|成本价|进价|采购价|单位成本"),
    Field("stock", N_("Stock"), Type.DECIMAL, "stock|in stock|stock quantity|quantity on hand|on hand|qty on hand|inventory|inventory quantity|stock level|available quantity"
          "|quantity in stock|quantityinstock|free to use quantity|库存|库存数量|可用库存|现有库存|库存量|当前库存|结存数量", least=-10**9),
    Field("currency", N_("Currency"), Type.CURRENCY, "currency|currency code|currency iso code|币种|货币"),
    Field("active", N_("On sale"), Type.BOOLEAN, "active|is active|product active|enabled|status|available|can be sold|isactive|是否上架|上架状态|状态"
          "|是否启用|在售|启用状态|产品状态|是否在售"),
    Field("external_id", EXTERNAL_ID, Type.TEXT, "id|record id|external id|product record id|(do not modify) product|唯一id|数据id", length=100),
)

PRODUCTS = Kind(
    "products", N_("Products"), FIELDS, (frozenset({"name"}),), ("external_id", "sku", "name"), "products:edit",
    frozenset({"sku", "price", "cost", "unit", "category"}),
)
