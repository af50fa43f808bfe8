"""All kinds of things that can be imported, in the order they should be."""
from crm_core.importing.fields import Kind
from crm_core.importing.kinds.activities import ACTIVITIES
from crm_core.importing.kinds.campaigns import CAMPAIGN_MEMBERS, CAMPAIGNS
from crm_core.importing.kinds.contacts import CONTACTS
from crm_core.importing.kinds.customers import CUSTOMERS
from crm_core.importing.kinds.opportunities import OPPORTUNITIES
from crm_core.importing.kinds.orders import ORDERS
from crm_core.importing.kinds.products import PRODUCTS
from crm_core.importing.kinds.teams import TEAMS
from crm_core.importing.kinds.tickets import TICKETS

KINDS: dict[str, Kind] = {kind.name: kind for kind in (TEAMS, PRODUCTS, CUSTOMERS, CONTACTS, OPPORTUNITIES, ORDERS, TICKETS, CAMPAIGNS, CAMPAIGN_MEMBERS, ACTIVITIES)}
